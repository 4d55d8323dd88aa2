import time

import anyio


async def main():
    started = time.monotonic()
    with anyio.move_on_after(0.1) as scope:
        await anyio.sleep(5)
    print(scope.cancelled_caught, round(time.monotonic() - started, 1))


anyio.run(main)
