import asyncio
import time

import httpx
from serving import serving
from title_service import app

URL = "http://127.0.0.1:8000"
SUBJECTS = ["rain", "snow", "wind", "fog"]


async def visit(client, subject):
    began = time.perf_counter()
    answer = await client.get(f"/title/{subject}")
    seconds = time.perf_counter() - began
    print(f"{subject}: {answer.status_code}, {seconds:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        await asyncio.gather(*(visit(client, s) for s in SUBJECTS))


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
