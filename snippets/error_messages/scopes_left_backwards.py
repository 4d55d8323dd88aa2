import asyncio
from contextlib import AsyncExitStack

import anyio


async def main():
    async with AsyncExitStack() as stack:
        for name in "first", "second":
            await stack.enter_async_context(anyio.create_task_group())
            print("Opened:", name)
    print("Both are closed, the second one first")


asyncio.run(main())
