import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from restarting_server import Server

server = Server()
client = MultiServerMCPClient(
    {"weather": {"transport": "streamable_http", "url": server.url}}
)


async def ask(city):
    async with client.session("weather") as session:
        weather = (await load_mcp_tools(session))[0]
        try:
            async with asyncio.timeout(2):
                [answer] = await weather.ainvoke({"city": city})
                return answer["text"]
        except TimeoutError:
            return None


async def main():
    call = asyncio.create_task(ask("Rome"))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    print(await call or f"Once more: {await ask('Rome')}")


server.start()
asyncio.run(main())
server.stop()
