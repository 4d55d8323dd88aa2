import asyncio

import httpx
import uvicorn
from poems import app, llm

server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))


async def leave(path):
    try:
        async with asyncio.timeout(2), httpx.AsyncClient() as client:
            await client.get(f"http://127.0.0.1:8000{path}")
    except TimeoutError:
        print(path, "left")


async def next_reader():
    try:
        async with asyncio.timeout(60):
            print((await llm.ainvoke("Name a fruit.")).text)
    except TimeoutError:
        print("No connection is free, after a minute.")


async def main():
    service = asyncio.create_task(server.serve())
    await asyncio.sleep(0.5)
    for path in ["/words", "/guarded", "/whole"]:
        await leave(path)
        await next_reader()
    server.should_exit = True
    await service


asyncio.run(main())
