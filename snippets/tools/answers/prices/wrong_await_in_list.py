import asyncio

from langchain_core.tools import tool


@tool
async def price(shop: str) -> str:
    """Ask a shop what tea costs."""
    await asyncio.sleep(0.4)
    return f"{shop}: 3 euros"


async def main():
    shops = ["Anna", "Ben", "Cleo"]
    runs = [await price.ainvoke({"shop": shop}) for shop in shops]
    print(*runs, sep="\n")


asyncio.run(main())
