import asyncio
import time

from langchain_core.tools import tool


@tool
async def archive(year: int) -> str:
    """Look a year up in the archive."""
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(
        None, time.sleep, 0.6
    )  # the archive's library has no async version
    return f"{year}: found"


async def main():
    runs = [archive.ainvoke({"year": y}) for y in (1969, 1989)]
    print(*await asyncio.gather(*runs), sep="\n")


asyncio.run(main())
