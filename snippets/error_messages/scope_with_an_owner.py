import asyncio

import anyio


async def owner(ready, done):
    async with anyio.create_task_group():
        ready.set()
        await done.wait()


async def main():
    ready, done = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(owner(ready, done))
    await ready.wait()
    print("The group is open")
    done.set()
    await task
    print("The group is closed")


asyncio.run(main())
