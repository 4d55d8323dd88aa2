import asyncio
import re


def shown(thing):
    return re.sub(r"0x[0-9a-f]+", "0x", re.sub(r"at \S+:\d+", "at X", repr(thing)))


async def main():
    loop = asyncio.get_running_loop()
    print(shown(loop), type(loop).__module__)
    task = asyncio.create_task(asyncio.sleep(0.01), name="named")
    print(shown(task))
    await task
    print(type(asyncio.get_event_loop_policy()).__name__)
    print(shown(asyncio.Lock()), shown(asyncio.Queue(3)), shown(asyncio.Semaphore(2)))
    print(isinstance(task, asyncio.Task), asyncio.current_task().get_name())


asyncio.run(main())
