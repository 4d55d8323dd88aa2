import asyncio
from contextlib import asynccontextmanager

from langchain_mcp_adapters.tools import load_mcp_tools
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

opened = []


@asynccontextmanager
async def reads_its_index(server):
    opened.append(server)
    await asyncio.sleep(1)
    yield


server = FastMCP("weather", lifespan=reads_its_index, log_level="ERROR")


@server.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


async def ask(tool, city):
    [answer] = await tool.ainvoke({"city": city})
    print(answer["text"])


async def main():
    connected = create_connected_server_and_client_session(server)
    async with connected as session:
        [tool] = await load_mcp_tools(session)
        async with asyncio.TaskGroup() as group:
            for city in ["Rome", "Oslo", "Lima"]:
                group.create_task(ask(tool, city))
    print("sessions:", len(opened))


asyncio.run(main())
