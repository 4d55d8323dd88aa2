import asyncio
import time

import httpx
from serving import serving
from three_ways import app

URL = "http://127.0.0.1:8000"


async def visit(client, question):
    began = time.perf_counter()
    await client.get("/awaits", params={"question": question})
    print(f"/awaits: {time.perf_counter() - began:.1f} s")


async def look_after(client):
    await asyncio.sleep(0.5)
    began = time.perf_counter()
    await client.get("/health")
    print(f"/health: {time.perf_counter() - began:.1f} s")


async def main():
    fruits = ["apples", "pears", "plums", "figs", "dates"]
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        visits = [visit(client, f"Praise {fruit}.") for fruit in fruits]
        await asyncio.gather(look_after(client), *visits)


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
