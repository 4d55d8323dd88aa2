import asyncio

from langchain_core.tools import tool


@tool
async def price(shop: str) -> str:
    """Ask a shop what tea costs."""
    return f"{shop}: 3 euros"


async def main():
    for shop in ["Anna", "Ben", "Cleo"]:
        print(await price.ainvoke({"shop": shop}))


asyncio.run(main())
