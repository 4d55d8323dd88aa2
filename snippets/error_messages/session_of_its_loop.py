import asyncio

import aiohttp

URL = "http://localhost:11434/api/tags"


async def status():
    async with aiohttp.ClientSession() as session:
        async with session.get(URL) as response:
            return response.status


async def main():
    print(await asyncio.to_thread(asyncio.run, status()))


asyncio.run(main())
