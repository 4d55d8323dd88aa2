import asyncio
import time

time.sleep(0.2)
end = time.monotonic() + 0.1
while time.monotonic() < end:
    time.sleep(end - time.monotonic())
print("threads")


async def main():
    end = time.monotonic() + 0.1
    while time.monotonic() < end:
        await asyncio.sleep(end - time.monotonic())
    try:
        async with asyncio.timeout(0.1):
            await asyncio.sleep(1)
    except TimeoutError:
        print("tasks")


asyncio.run(main())
