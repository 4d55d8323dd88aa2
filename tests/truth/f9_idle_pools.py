import asyncio

from asgiref.sync import sync_to_async
from langchain_core.runnables import RunnableLambda


async def double(x):
    await asyncio.sleep(0)
    return x * 2


async def main():
    print(await sync_to_async(lambda: 5)())


asyncio.run(main())
print(asyncio.run(RunnableLambda(double).ainvoke(2)))
