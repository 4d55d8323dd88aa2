import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


agent = create_agent(ChatOllama(model="llama3"), [weather])
state = agent.invoke({"messages": "Do I need an umbrella in Rome?"})
print(state["messages"][-1].text)
