import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def session():
    yield "a session"


async def connect():
    return session()


async def main():
    async with await connect() as opened:
        print(opened)


asyncio.run(main())
