import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather])
    question = {"messages": "Do I need an umbrella in Rome?"}
    async for piece, origin in agent.astream(question, stream_mode="messages"):
        if piece.text and origin["langgraph_node"] == "model":
            print(piece.text, end="|", flush=True)


asyncio.run(main())
