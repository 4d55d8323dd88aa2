import asyncio
from contextlib import AsyncExitStack

import anyio


async def main():
    stack = AsyncExitStack()
    await stack.enter_async_context(anyio.create_task_group())
    await asyncio.create_task(stack.aclose())


asyncio.run(main())
