import asyncio

from langchain_core.tools import tool


@tool
async def price(shop: str) -> str:
    """Ask a shop what tea costs."""
    await asyncio.sleep(0.4)
    return f"{shop}: 3 euros"


async def main():
    for shop in ["Anna", "Ben", "Cleo"]:
        print(f"{shop}: 3 euros")


asyncio.run(main())
