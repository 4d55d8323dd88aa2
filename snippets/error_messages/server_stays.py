import asyncio

from mcp import ClientSession
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_client_server_memory_streams

server = FastMCP("weather", log_level="ERROR")


async def main():
    inner = server._mcp_server
    options = inner.create_initialization_options()
    async with create_client_server_memory_streams() as (here, there):
        serving = asyncio.create_task(inner.run(*there, options))
        async with ClientSession(*here) as session:
            await session.initialize()
            print("The server has greeted.")
        serving.cancel()
        await asyncio.wait([serving])


asyncio.run(main())
