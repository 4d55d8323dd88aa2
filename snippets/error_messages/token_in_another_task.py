import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


async def reset(token):
    user.reset(token)


async def main():
    token = user.set("Ada")
    await asyncio.create_task(reset(token))


asyncio.run(main())
