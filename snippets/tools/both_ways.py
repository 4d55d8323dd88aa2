import asyncio
import time

from langchain_core.tools import StructuredTool


def weather(city: str) -> str:
    """Say what the weather in a city is."""
    time.sleep(0.5)
    return f"{city}: sunny, says the function"


async def aweather(city: str) -> str:
    await asyncio.sleep(0.5)
    return f"{city}: sunny, says the coroutine"


tool = StructuredTool.from_function(func=weather, coroutine=aweather)


async def main():
    print(await tool.ainvoke({"city": "Oslo"}))


print(tool.invoke({"city": "Rome"}))
asyncio.run(main())
