import asyncio

import httpx
from own_server import clock, serving
from service import app


async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000") as client:
        for path in ("/awaits", "/threads", "/stream"):
            answers = await asyncio.gather(*(client.get(path, params={"n": n}) for n in range(2)))
            clock([answer.text for answer in answers])


with serving(app):
    asyncio.run(main())
