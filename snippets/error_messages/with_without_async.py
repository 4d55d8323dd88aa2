import asyncio

import anyio


async def main():
    with anyio.create_task_group():
        print("In the group")


asyncio.run(main())
