import asyncio
import time

import httpx
from flask_app import app
from serving import waitress

URL = "http://127.0.0.1:8000"
FRUITS = ["apples", "pears", "plums", "figs", "dates", "limes"]


async def visit(client, fruit):
    began = time.perf_counter()
    await client.get(f"/sync/{fruit}")
    print(f"{fruit}: {time.perf_counter() - began:.1f} s")


async def main():
    began = time.perf_counter()
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        await asyncio.gather(*(visit(client, fruit) for fruit in FRUITS))
    print(f"all six: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    with waitress(app):
        asyncio.run(main())
