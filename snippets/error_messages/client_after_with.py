import asyncio

import httpx


async def main():
    async with httpx.AsyncClient() as client:
        pass
    await client.get("http://localhost:11434/api/tags")


asyncio.run(main())
