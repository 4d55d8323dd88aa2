import asyncio


async def sleeper(name):
    await asyncio.sleep(0.1)
    print(name, end=" ")


async def main():
    await asyncio.gather(*(sleeper(name) for name in "abcdefgh"))
    print()
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    for name in "abcdefgh":
        future.add_done_callback(lambda _, name=name: print(name, end=" "))
    future.set_result(None)
    await asyncio.sleep(0)
    print()


asyncio.run(main())
