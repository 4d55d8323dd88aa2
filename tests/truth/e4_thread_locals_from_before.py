import asyncio
import time

import anyio


async def main():
    await asyncio.gather(*(anyio.to_thread.run_sync(time.sleep, 0.1) for _ in range(2)))
    print("both")


asyncio.run(main())
