import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(1)
    return f"{city} is sunny."


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather])
    question = {"messages": "Where does the sun shine?"}
    state = await agent.ainvoke(question, {"max_concurrency": 4})
    print(state["messages"][-1].text)


asyncio.run(main())
