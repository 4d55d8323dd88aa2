import asyncio

from langchain.agents import create_agent
from langchain_mcp_adapters.tools import load_mcp_tools
from langchain_ollama import ChatOllama
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

first = FastMCP("weather", log_level="ERROR")
second = FastMCP("hotels", log_level="ERROR")


@first.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(1)
    return f"{city} is sunny."


@second.tool()
async def hotel(city: str) -> str:
    """Get the price of a hotel in a city."""
    await asyncio.sleep(1)
    return f"90 euros in {city}."


async def main():
    async with (
        create_connected_server_and_client_session(first) as one,
        create_connected_server_and_client_session(second) as two,
    ):
        tools = [*await load_mcp_tools(one), *await load_mcp_tools(two)]
        agent = create_agent(ChatOllama(model="llama3"), tools)
        state = await agent.ainvoke({"messages": "Plan my day in Rome."})
        print(state["messages"][-1].text)


asyncio.run(main())
