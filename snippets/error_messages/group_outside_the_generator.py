import asyncio

import anyio


async def numbers(group):
    for n in range(3):
        group.start_soon(anyio.sleep, n)
        yield n


async def main():
    async with anyio.create_task_group() as group:
        async for n in numbers(group):
            print(n)
            break
    print("The group is closed")


asyncio.run(main())
