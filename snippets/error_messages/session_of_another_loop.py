import asyncio

import aiohttp

URL = "http://localhost:11434/api/tags"


async def status(session):
    async with session.get(URL) as response:
        return response.status


async def main():
    async with aiohttp.ClientSession() as session:
        print(await asyncio.to_thread(asyncio.run, status(session)))


asyncio.run(main())
