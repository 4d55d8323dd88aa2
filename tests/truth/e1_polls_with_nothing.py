import asyncio
import os
import threading
import time


async def main():
    end = time.monotonic() + 0.05
    while time.monotonic() < end:
        await asyncio.sleep(0)
    print("tasks")


asyncio.run(main())
end = time.perf_counter() + 0.05
while time.perf_counter() < end:
    time.sleep(0)
print("threads")

told = threading.Event()
threading.Timer(0.05, told.set).start()
while not told.is_set():
    os.sched_yield()
print("processor")
