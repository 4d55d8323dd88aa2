import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(1)
    return f"{city} is sunny."


async def hotel(city: str) -> str:
    """Get the price of a hotel in a city."""
    await asyncio.sleep(1)
    return f"90 euros in {city}."


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather, hotel])
    state = await agent.ainvoke({"messages": "Plan my day in Rome."})
    print(state["messages"][-1].text)


asyncio.run(main())
