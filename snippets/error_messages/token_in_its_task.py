import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="nobody")


async def main():
    token = user.set("Ada")
    try:
        print(user.get())
    finally:
        user.reset(token)
    print(user.get())


asyncio.run(main())
