import asyncio


async def never():
    print("never")


never()
try:
    asyncio.create_task(never())
except RuntimeError as error:
    print(error)
