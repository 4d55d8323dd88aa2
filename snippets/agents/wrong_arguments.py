from langchain.agents import create_agent
from langchain_ollama import ChatOllama


def weather(city: str) -> str:
    """Get today's weather in a city."""
    return f"{city} is sunny."


agent = create_agent(ChatOllama(model="llama3"), [weather])
question = {"messages": "Where is it warm?"}
for message in agent.invoke(question)["messages"]:
    print(message.type, "|", message.text or message.tool_calls[0]["args"])
