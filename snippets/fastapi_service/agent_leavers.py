import asyncio

import httpx
from agent_streams import app
from serving import serving

URL = "http://127.0.0.1:8000"


async def leave(client, path):
    try:
        async with asyncio.timeout(1):
            await client.get(path)
    except TimeoutError:
        print(f"{path}: left")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        paths = ["/agent", "/agent-in-a-task"]
        await asyncio.gather(*(leave(client, path) for path in paths))
    await asyncio.sleep(3)


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
