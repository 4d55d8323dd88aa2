import asyncio

from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("empty", log_level="ERROR")


async def main():
    try:
        async with create_connected_server_and_client_session(server):
            raise ValueError("no city given")
    except* ValueError as group:
        errors = group
        while isinstance(errors, ExceptionGroup):
            errors = errors.exceptions[0]
        print("The cause:", errors)


asyncio.run(main())
