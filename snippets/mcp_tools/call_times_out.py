import asyncio

from langchain_mcp_adapters.tools import load_mcp_tools
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather", log_level="ERROR")


@server.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(4 if city == "Atlantis" else 0.5)
    print("the server has looked up", city)
    return f"{city} is sunny."


async def main():
    connected = create_connected_server_and_client_session(server)
    async with connected as session:
        [tool] = await load_mcp_tools(session)
        try:
            async with asyncio.timeout(2):
                await tool.ainvoke({"city": "Atlantis"})
        except TimeoutError:
            print("Atlantis does not answer")
        [answer] = await tool.ainvoke({"city": "Rome"})
        print(answer["text"])
        await asyncio.sleep(2)


asyncio.run(main())
