import asyncio
import time

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    for _ in range(3):
        try:
            await asyncio.sleep(10)  # stands for a service that hangs
        except Exception:
            print("once more")
    return "The weather is unknown."


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather])
    question = {"messages": "Do I need an umbrella in Rome?"}
    start = time.perf_counter()
    try:
        async with asyncio.timeout(5):
            await agent.ainvoke(question)
    except TimeoutError:
        print(f"Sorry, after {time.perf_counter() - start:.0f} s.")


asyncio.run(main())
