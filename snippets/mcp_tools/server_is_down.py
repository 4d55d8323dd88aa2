import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from restarting_server import Server

server = Server()
client = MultiServerMCPClient(
    {"weather": {"transport": "streamable_http", "url": server.url}}
)


async def main():
    async with client.session("weather") as session:
        weather = (await load_mcp_tools(session))[0]
        await asyncio.to_thread(server.stop)
        try:
            await weather.ainvoke({"city": "Rome"})
        except asyncio.CancelledError as error:
            print("the call:", type(error).__name__)
            raise


server.start()
try:
    asyncio.run(main())
except* Exception as group:
    print("the session:", group.exceptions[0])
