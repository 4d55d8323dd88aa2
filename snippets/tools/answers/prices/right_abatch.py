import asyncio

from langchain_core.tools import tool


@tool
async def price(shop: str) -> str:
    """Ask a shop what tea costs."""
    await asyncio.sleep(0.4)
    return f"{shop}: 3 euros"


async def main():
    shops = ["Anna", "Ben", "Cleo"]
    for line in await price.abatch([{"shop": shop} for shop in shops]):
        print(line)


asyncio.run(main())
