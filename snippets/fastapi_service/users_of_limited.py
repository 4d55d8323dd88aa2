import asyncio
import time

import httpx
from limited import app
from serving import serving

URL = "http://127.0.0.1:8000"


async def visit(client, fruit):
    began = time.perf_counter()
    answer = await client.get("/praise", params={"fruit": fruit})
    seconds = time.perf_counter() - began
    print(f"{fruit}: {answer.status_code}, {seconds:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        async with asyncio.TaskGroup() as users:
            for fruit in ["apples", "pears", "plums", "figs", "dates"]:
                users.create_task(visit(client, fruit))
                await asyncio.sleep(0.2)


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
