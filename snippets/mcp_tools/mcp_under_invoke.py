import asyncio

from langchain.agents import create_agent
from langchain_mcp_adapters.tools import load_mcp_tools
from langchain_ollama import ChatOllama
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather", log_level="ERROR")


@server.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


async def main():
    connected = create_connected_server_and_client_session(server)
    async with connected as session:
        tools = await load_mcp_tools(session)
        agent = create_agent(ChatOllama(model="llama3"), tools)
        question = {"messages": "Do I need an umbrella in Rome?"}
        state = agent.invoke(question)
        print(state["messages"][-1].text)


asyncio.run(main())
