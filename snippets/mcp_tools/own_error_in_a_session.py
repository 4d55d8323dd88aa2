import asyncio

from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("empty", log_level="ERROR")


async def main():
    async with create_connected_server_and_client_session(server):
        raise ValueError("no city given")


asyncio.run(main())
