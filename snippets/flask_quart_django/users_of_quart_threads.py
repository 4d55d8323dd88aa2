import asyncio
import time

import httpx
from quart_app import app
from serving import asgi

URL = "http://127.0.0.1:8000"
FRUITS = ["apples", "pears", "plums", "figs", "dates", "limes"]


async def visit(client, fruit):
    began = time.perf_counter()
    await client.get(f"/threads/{fruit}")
    print(f"{fruit}: {time.perf_counter() - began:.1f} s")


async def look_after(client):
    await asyncio.sleep(0.5)
    began = time.perf_counter()
    await client.get("/health")
    print(f"/health: {time.perf_counter() - began:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        visits = (visit(client, fruit) for fruit in FRUITS)
        await asyncio.gather(look_after(client), *visits)


if __name__ == "__main__":
    with asgi(app):
        asyncio.run(main())
