import asyncio
import time

from langchain_mcp_adapters.tools import load_mcp_tools
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather", log_level="ERROR")


@server.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.to_thread(time.sleep, 1)
    return f"{city} is sunny."


async def main():
    connected = create_connected_server_and_client_session(server)
    async with connected as session:
        [tool] = await load_mcp_tools(session)
        cities = ["Rome", "Oslo", "Lima"]
        calls = [tool.ainvoke({"city": city}) for city in cities]
        for [answer] in await asyncio.gather(*calls):
            print(answer["text"])


asyncio.run(main())
