import asyncio
import time

from blockbuster import blockbuster_ctx


def weather(city):
    time.sleep(1)
    return f"Sunny in {city}."


async def main():
    print(await asyncio.to_thread(weather, "Rome"))


with blockbuster_ctx():
    asyncio.run(main())
