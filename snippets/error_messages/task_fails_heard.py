import asyncio


async def load():
    raise KeyError("city")


async def main():
    task = asyncio.create_task(load())
    await asyncio.sleep(0.1)
    try:
        await task
    except KeyError as error:
        print(f"load() failed: no {error}")


asyncio.run(main())
