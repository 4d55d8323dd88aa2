import asyncio

import anyio


async def main():
    first = anyio.create_task_group()
    second = anyio.create_task_group()
    await first.__aenter__()
    await second.__aenter__()
    await first.__aexit__(None, None, None)
    await second.__aexit__(None, None, None)


asyncio.run(main())
