import asyncio


async def never():
    print("never")


kept = never()
task = None


async def main():
    global task
    task = asyncio.create_task(asyncio.sleep(0))


asyncio.run(main())
print("the end", task.cancelled())
