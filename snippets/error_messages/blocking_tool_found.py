import asyncio
import time

from blockbuster import blockbuster_ctx


async def weather(city):
    time.sleep(1)
    return f"Sunny in {city}."


with blockbuster_ctx():
    print(asyncio.run(weather("Rome")))
