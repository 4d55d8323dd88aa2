import asyncio
from contextlib import AsyncExitStack

from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather", log_level="ERROR")


class Weather:
    async def open(self):
        self.stack = AsyncExitStack()
        connected = create_connected_server_and_client_session(server)
        self.session = await self.stack.enter_async_context(connected)

    async def close(self):
        await self.stack.aclose()


async def main():
    weather = Weather()
    await weather.open()
    try:
        await asyncio.create_task(weather.close())
    except RuntimeError as error:
        print("RuntimeError:", error)


asyncio.run(main())
