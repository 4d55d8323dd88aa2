import asyncio

from langchain_core.tools import tool
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


@tool
async def weather(city: str) -> str:
    """Say what the weather in a city is."""
    await asyncio.sleep(1)  # the weather service takes its time
    return f"{city}: sunny"


async def main():
    joke, report = await asyncio.gather(
        llm.ainvoke("Tell me a joke about elephants"),
        weather.ainvoke({"city": "Rome"}),
    )
    print(joke.text)
    print(report)


asyncio.run(main())
