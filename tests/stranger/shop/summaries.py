import asyncio

from shop.models import small

PLACES = 3


async def summarise(texts):
    places = asyncio.Semaphore(PLACES)

    async def one(text):
        async with places:
            return (await small.ainvoke(f"Summarise {text}")).content

    return await asyncio.gather(*map(one, texts))
