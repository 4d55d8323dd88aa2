import time

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


def weather(city: str) -> str:
    """Get today's weather in a city."""
    time.sleep(1)
    return f"{city} is sunny."


def hotel(city: str) -> str:
    """Get the price of a hotel in a city."""
    time.sleep(1)
    return f"90 euros in {city}."


agent = create_agent(ChatOllama(model="llama3"), [weather, hotel])
state = agent.invoke({"messages": "Plan my day in Rome."})
print(state["messages"][-1].text)
