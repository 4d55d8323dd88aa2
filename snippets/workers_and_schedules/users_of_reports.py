import asyncio
import time

import httpx
from report_service import app
from serving import serving

URL = "http://127.0.0.1:8000"
BOOKS = ["Emma", "Dune", "Ulysses"]


async def order(client, book):
    began = time.perf_counter()
    answer = await client.post(f"/reports/{book}")
    seconds = time.perf_counter() - began
    print(f"{book}: {answer.json()} after {seconds:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        await asyncio.gather(*(order(client, book) for book in BOOKS))
        print(sorted((await client.get("/reports")).json()))
        await asyncio.sleep(1.5)
        print(sorted((await client.get("/reports")).json()))


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
