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
        call = asyncio.create_task(weather.ainvoke({"city": "Rome"}))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(server.stop)
        done, waiting = await asyncio.wait([call], timeout=600)
        print(len(waiting), "call waits still, after ten minutes")
        call.cancel()


server.start()
asyncio.run(main())
