import asyncio
import time

import httpx
from serving import serving
from streams import app

URL = "http://127.0.0.1:8000"


async def read(client, fruit):
    began = time.perf_counter()
    params = {"fruit": fruit}
    async with client.stream(
        "GET", "/blocking-words", params=params
    ) as stream:
        events = [
            time.perf_counter() - began
            async for line in stream.aiter_lines()
            if line.startswith("data: ")
        ]
    return f"{fruit}: {events[0]:.1f} s to {events[-1]:.1f} s"


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        fruits = ["apples", "pears", "plums"]
        reads = (read(client, fruit) for fruit in fruits)
        print(*await asyncio.gather(*reads), sep="\n")


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
