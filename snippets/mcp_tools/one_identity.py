import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from restarting_server import Server

server = Server()
ann = MultiServerMCPClient(
    {
        "weather": {
            "transport": "streamable_http",
            "url": server.url,
            "headers": {"Authorization": "Ann"},
        }
    }
)


async def main():
    async with ann.session("weather") as session:
        diary = (await load_mcp_tools(session))[1]
        for user in ["Ann", "Bob"]:
            [answer] = await diary.ainvoke({})
            print(f"{user} reads: {answer['text']}")


server.start()
asyncio.run(main())
server.stop()
