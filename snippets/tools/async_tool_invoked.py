import asyncio

from langchain_core.tools import tool


@tool
async def weather(city: str) -> str:
    """Say what the weather in a city is."""
    await asyncio.sleep(0.5)
    return f"{city}: sunny"


print(weather.invoke({"city": "Rome"}))
