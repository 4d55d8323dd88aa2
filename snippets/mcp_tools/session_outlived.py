import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from mcp import McpError
from restarting_server import Server

server = Server()


async def main():
    client = MultiServerMCPClient(
        {"weather": {"transport": "streamable_http", "url": server.url}}
    )
    async with client.session("weather") as session:
        weather = (await load_mcp_tools(session))[0]
        for city in ["Rome", "Oslo", "Lima"]:
            try:
                [answer] = await weather.ainvoke({"city": city})
                print(answer["text"])
            except McpError as error:
                print(f"{city}: {error!r}")
            if city == "Rome":
                await asyncio.to_thread(server.stop)
                await asyncio.to_thread(server.start)


server.start()
asyncio.run(main())
server.stop()
