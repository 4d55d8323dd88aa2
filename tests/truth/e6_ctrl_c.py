import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("cancelled")
        raise


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
