import asyncio
import time

from langchain.agents import create_agent
from langchain_core.tools import StructuredTool
from langchain_ollama import ChatOllama


def weather(city: str) -> str:
    """Get today's weather in a city."""
    time.sleep(0.5)
    return f"{city} is sunny."


async def weather_async(city: str) -> str:
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


both = StructuredTool.from_function(weather, coroutine=weather_async)
agent = create_agent(ChatOllama(model="llama3"), [both])
question = {"messages": "Do I need an umbrella in Rome?"}
print(agent.invoke(question)["messages"][-1].text)
print(asyncio.run(agent.ainvoke(question))["messages"][-1].text)
