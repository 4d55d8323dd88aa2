import asyncio
import time

import httpx
from dripping import dripping
from langchain_core.tools import tool


@tool
def fetch(url: str) -> str:
    """Get a page."""
    return httpx.get(url, timeout=5).text


async def main():
    async with dripping() as url:
        start = time.perf_counter()
        print(await fetch.ainvoke({"url": url}))
        print(f"after {time.perf_counter() - start:.0f} s")


asyncio.run(main())
