import asyncio
import threading
import time

from langchain_core.tools import tool


@tool
def weather(city: str) -> str:
    """Say what the weather in a city is."""
    print(f"{city}: {threading.current_thread().name}")
    time.sleep(0.5)
    return f"{city}: sunny"


async def main():
    print(await weather.ainvoke({"city": "Oslo"}))


print(weather.invoke({"city": "Rome"}))
asyncio.run(main())
