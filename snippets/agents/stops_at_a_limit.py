import asyncio

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    return "The station does not answer. Try again."


async def main():
    agent = create_agent(
        ChatOllama(model="llama3"),
        [weather],
        middleware=[ModelCallLimitMiddleware(run_limit=3)],
    )
    question = {"messages": "How warm is it in Rome?"}
    state = await agent.ainvoke(question)
    print(state["messages"][-1].text)


asyncio.run(main())
