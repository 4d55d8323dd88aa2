import asyncio

from langchain_core.tools import tool


@tool
async def weather(city: str) -> str:
    """Say what the weather in a city is."""
    await asyncio.sleep(0.5)
    return f"{city}: sunny"


async def main():
    reports = await asyncio.gather(
        weather.ainvoke({"city": "Rome"}),
        weather.ainvoke({"city": "Oslo"}),
        weather.ainvoke({"city": "Lima"}),
    )
    print(*reports, sep="\n")


asyncio.run(main())
