import asyncio

from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather", log_level="ERROR")


class Weather:
    async def open(self):
        self.done = asyncio.Event()
        self.ready = asyncio.get_running_loop().create_future()
        self.owner = asyncio.create_task(self.own())
        self.session = await self.ready

    async def own(self):
        connected = create_connected_server_and_client_session(server)
        async with connected as session:
            self.ready.set_result(session)
            await self.done.wait()

    async def close(self):
        self.done.set()
        await self.owner


async def main():
    weather = Weather()
    await weather.open()
    print(len((await weather.session.list_tools()).tools), "tools")
    await asyncio.create_task(weather.close())
    print("closed")


asyncio.run(main())
