import asyncio
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
