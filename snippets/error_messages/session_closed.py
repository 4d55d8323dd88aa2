import asyncio

import aiohttp

URL = "http://localhost:11434/api/tags"


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get(URL) as response:
            print(response.status)


asyncio.run(main())
