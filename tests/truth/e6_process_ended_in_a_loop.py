import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
    print("begins")
    await asyncio.sleep(1)
    print("never")


try:
    asyncio.run(main())
except BaseException as error:
    print("never", type(error))
