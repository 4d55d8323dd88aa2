import asyncio

from langchain_mcp_adapters.tools import load_mcp_tools
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather")


@server.tool()
async def weather(city: str) -> str:
    return f"Sunny in {city}."


async def main():
    connected = create_connected_server_and_client_session(server)
    async with connected as session:
        tools = await load_mcp_tools(session)
    print(await tools[0].ainvoke({"city": "Rome"}))


asyncio.run(main())
