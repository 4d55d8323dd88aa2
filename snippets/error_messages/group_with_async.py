import asyncio

import anyio


async def main():
    async with anyio.create_task_group():
        print("In the group")


asyncio.run(main())
