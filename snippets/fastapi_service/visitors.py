import asyncio
import time

import httpx
from serving import serving

URL = "http://127.0.0.1:8000"
FRUITS = ["apples", "pears", "plums", "figs", "dates", "limes"]


async def ask(client, fruit):
    answer = await client.get("/praise", params={"fruit": fruit})
    print(answer.text)


async def look_after(client):
    await asyncio.sleep(0.5)
    began = time.perf_counter()
    await client.get("/health")
    print(f"/health: {time.perf_counter() - began:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        asked = [ask(client, fruit) for fruit in FRUITS]
        await asyncio.gather(look_after(client), *asked)


def visit(app):
    with serving(app):
        asyncio.run(main())
