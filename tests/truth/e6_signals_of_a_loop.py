import asyncio
import os
import signal


async def main():
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    loop.call_later(0.1, os.kill, os.getpid(), signal.SIGTERM)
    await stopped.wait()
    print("stopped", loop.remove_signal_handler(signal.SIGTERM))


asyncio.run(main())
