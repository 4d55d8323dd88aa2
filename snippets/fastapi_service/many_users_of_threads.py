import asyncio
import time

import httpx
from serving import serving
from three_ways import app

URL = "http://127.0.0.1:8000"


async def visit(client, user):
    began = time.perf_counter()
    question = {"question": f"Praise fruit {user}."}
    await client.get("/threads", params=question)
    return time.perf_counter() - began


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        visits = (visit(client, user) for user in range(1, 43))
        waits = await asyncio.gather(*visits)
    print(f"the first: {min(waits):.1f} s")
    print(f"the last: {max(waits):.1f} s")


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
