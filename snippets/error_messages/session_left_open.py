import asyncio

import aiohttp

URL = "http://localhost:11434/api/tags"


async def main():
    session = aiohttp.ClientSession()
    response = await session.get(URL)
    print(response.status)


asyncio.run(main())
