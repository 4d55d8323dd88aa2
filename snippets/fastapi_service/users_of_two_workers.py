import asyncio
from itertools import cycle

import httpx
from serving import serving
from worker import create_app

URLS = ["http://127.0.0.1:8000", "http://127.0.0.1:8001"]
FRUITS = ["apples", "pears", "plums", "figs", "dates", "limes"]


async def main():
    async with httpx.AsyncClient(timeout=60) as client:
        async with asyncio.TaskGroup() as users:
            for url, fruit in zip(cycle(URLS), FRUITS):
                url = f"{url}/praise?fruit={fruit}"
                users.create_task(client.get(url))


if __name__ == "__main__":
    with serving(create_app(), 8000), serving(create_app(), 8001):
        asyncio.run(main())
