import asyncio

from langchain.agents import create_agent
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_ollama import ChatOllama
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session
from own_server import clock, serving

mcp = FastMCP("demo", log_level="CRITICAL")


@mcp.tool()
async def weather(city: str) -> str:
    "The weather in a city."
    await asyncio.sleep(1)
    return "sunny" if city == "Rome" else "rainy"


async def in_memory():
    async with create_connected_server_and_client_session(mcp._mcp_server) as session:
        asked = [session.call_tool("weather", {"city": city}) for city in ("Rome", "Paris")]
        clock([result.content[0].text for result in await asyncio.gather(*asked)])


async def over_http():
    async with (
        streamable_http_client("http://127.0.0.1:8000/mcp") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        clock([tool.name for tool in (await session.list_tools()).tools])
        asked = [session.call_tool("weather", {"city": city}) for city in ("Rome", "Paris")]
        clock([result.content[0].text for result in await asyncio.gather(*asked)])
    client = MultiServerMCPClient({"demo": {"url": "http://127.0.0.1:8000/mcp", "transport": "streamable_http"}})
    agent = create_agent(ChatOllama(model="llama3"), await client.get_tools())
    clock((await agent.ainvoke({"messages": [("user", "How is the weather in Rome?")]}))["messages"][-1].text)


asyncio.run(in_memory())
with serving(mcp.streamable_http_app()):
    asyncio.run(over_http())
