import asyncio
from contextlib import aclosing

import anyio


async def numbers():
    async with anyio.create_task_group():
        for n in range(3):
            yield n


async def main():
    async with aclosing(numbers()) as stream:
        async for n in stream:
            print(n)
            break
    await asyncio.sleep(1)
    print("Printed")


asyncio.run(main())
