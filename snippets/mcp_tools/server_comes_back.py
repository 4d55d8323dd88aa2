import asyncio

import httpx
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from mcp import McpError
from restarting_server import Server

server = Server()
client = MultiServerMCPClient(
    {"weather": {"transport": "streamable_http", "url": server.url}}
)


async def ask_all(cities):
    while cities:
        try:
            async with client.session("weather") as session:
                weather = (await load_mcp_tools(session))[0]
                while cities:
                    [answer] = await weather.ainvoke({"city": cities[0]})
                    print(answer["text"])
                    cities.pop(0)
                    await asyncio.sleep(1)
        except* (httpx.TransportError, McpError):
            print("nobody is there")
            await asyncio.sleep(2)


async def main():
    asking = asyncio.create_task(ask_all(["Rome", "Oslo", "Lima"]))
    await asyncio.sleep(1)
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(3)
    await asyncio.to_thread(server.start)
    await asking


server.start()
asyncio.run(main())
server.stop()
