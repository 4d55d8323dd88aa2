import asyncio
import time

import httpx
from four_threads import app
from serving import serving

URL = "http://127.0.0.1:8000"


async def visit(client, question):
    began = time.perf_counter()
    await client.get("/threads", params={"question": question})
    return time.perf_counter() - began


async def main():
    fruits = ["apples", "pears", "plums", "figs", "dates"]
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        visits = [visit(client, f"Praise {fruit}.") for fruit in fruits]
        for seconds in sorted(await asyncio.gather(*visits)):
            print(f"/threads: {seconds:.1f} s")


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
