import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from restarting_server import Server

server = Server()


def client_of(user):
    headers = {"Authorization": user}
    address = {"transport": "streamable_http", "url": server.url}
    return MultiServerMCPClient({"weather": address | {"headers": headers}})


async def main():
    for user in ["Ann", "Bob"]:
        diary = (await client_of(user).get_tools())[1]
        [answer] = await diary.ainvoke({})
        print(f"{user} reads: {answer['text']}")


server.start()
asyncio.run(main())
server.stop()
