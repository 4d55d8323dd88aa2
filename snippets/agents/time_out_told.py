import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def hotel(city: str) -> str:
    """Get the price of a hotel in a city."""
    try:
        async with asyncio.timeout(2):
            await asyncio.sleep(3600)  # stands for a service that hangs
    except TimeoutError:
        return "The hotels do not answer. Go on without them."
    return f"90 euros in {city}."


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(1)
    return f"{city} is sunny."


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather, hotel])
    state = await agent.ainvoke({"messages": "Plan my day in Rome."})
    for message in state["messages"][2:]:
        print(message.text)


asyncio.run(main())
