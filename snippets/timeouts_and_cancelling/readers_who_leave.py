import asyncio

import httpx
from poems import app
from serving import serving


async def leave(client, path):
    try:
        async with asyncio.timeout(2):
            await client.get(path)
    except TimeoutError:
        print(path, "left")


async def main():
    service = {"base_url": "http://127.0.0.1:8000", "timeout": None}
    async with httpx.AsyncClient(**service) as client:
        for path in ["/words", "/guarded", "/whole"]:
            await leave(client, path)
            print((await client.get("/fruit")).json())


with serving(app):
    asyncio.run(main())
