import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama

asked = []


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    asked.append(city)
    return "The station does not answer. Try again."


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather])
    question = {"messages": "How warm is it in Rome?"}
    try:
        async with asyncio.timeout(4):
            await agent.ainvoke(question)
    except TimeoutError:
        print(f"no answer, and {len(asked)} look-ups")


asyncio.run(main())
