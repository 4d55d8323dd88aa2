import asyncio
import logging
import sys
import time

logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(message).22s")


async def main():
    time.sleep(0.2)


asyncio.run(main(), debug=True)
