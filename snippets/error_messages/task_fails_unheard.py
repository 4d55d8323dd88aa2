import asyncio


async def load():
    raise KeyError("city")


async def main():
    asyncio.create_task(load())
    await asyncio.sleep(0.1)
    print("Done")


asyncio.run(main())
