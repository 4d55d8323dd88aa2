import asyncio
import sys


async def work(n):
    print("begins", n)
    await asyncio.sleep(0)
    print("ends", n)


async def main():
    if sys.version_info >= (3, 12):
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    tasks = [asyncio.create_task(work(n)) for n in range(2)]
    if sys.version_info < (3, 12):
        await asyncio.sleep(0)
    print("made")
    await asyncio.gather(*tasks)


asyncio.run(main())
