import asyncio

from blockbuster import blockbuster_ctx


async def weather(city):
    await asyncio.sleep(1)
    return f"Sunny in {city}."


with blockbuster_ctx():
    print(asyncio.run(weather("Rome")))
