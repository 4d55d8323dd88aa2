import asyncio

import anyio


async def numbers():
    async with anyio.create_task_group():
        for n in range(3):
            yield n


async def main():
    async for n in numbers():
        print(n)
        break
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        print("main() is", str(error)[:26])


asyncio.run(main())
