import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


async def ask(agent, city):
    question = f"Do I need an umbrella in {city}?"
    state = await agent.ainvoke({"messages": question})
    return state["messages"][-1].text


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather])
    cities = ["Rome", "Oslo", "Lima", "Cairo"]
    for text in await asyncio.gather(*(ask(agent, c) for c in cities)):
        print(text)


asyncio.run(main())
