import asyncio

from langchain_core.tools import tool


@tool
async def price(shop: str) -> str:
    """Ask a shop what tea costs."""
    await asyncio.sleep(0.4)
    return f"{shop}: 3 euros"


async def main():
    shops = ["Anna", "Ben", "Cleo"]
    async with asyncio.TaskGroup() as group:
        runs = [
            group.create_task(price.ainvoke({"shop": shop})) for shop in shops
        ]
    for run in runs:
        print(run.result())


asyncio.run(main())
