import asyncio

from langchain_core.tools import tool


@tool
async def archive(year: int) -> str:
    """Look a year up in the archive."""
    await asyncio.sleep(0.6)
    return f"{year}: found"


async def main():
    runs = [archive.ainvoke({"year": y}) for y in (1969, 1989)]
    print(*await asyncio.gather(*runs), sep="\n")


asyncio.run(main())
