import asyncio
import gc


async def fail():
    raise ValueError("nobody looks")


async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0.01)
    del task
    gc.collect()


asyncio.run(main())
