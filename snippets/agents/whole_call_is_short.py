import asyncio
import time

import httpx
from dripping import dripping
from langchain_core.tools import tool


@tool
async def fetch(url: str) -> str:
    """Get a page."""
    try:
        async with asyncio.timeout(5), httpx.AsyncClient() as client:
            return (await client.get(url)).text
    except TimeoutError:
        return "The page takes too long."


async def main():
    async with dripping() as url:
        start = time.perf_counter()
        print(await fetch.ainvoke({"url": url}))
        print(f"after {time.perf_counter() - start:.0f} s")


asyncio.run(main())
