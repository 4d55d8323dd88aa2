import asyncio
import threading
import time

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


def weather(city: str) -> str:
    """Get today's weather in a city."""
    print("looked up in", threading.current_thread().name)
    time.sleep(0.5)  # stands for a library that blocks
    return f"{city} is sunny."


agent = create_agent(ChatOllama(model="llama3"), [weather])
question = {"messages": "Do I need an umbrella in Rome?"}


async def main():
    state = await agent.ainvoke(question)
    print("ainvoke:", state["messages"][-1].text)


state = agent.invoke(question)
print("invoke:", state["messages"][-1].text)
asyncio.run(main())
