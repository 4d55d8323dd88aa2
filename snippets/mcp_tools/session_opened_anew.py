import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from mcp import McpError
from restarting_server import Server

server = Server()
client = MultiServerMCPClient(
    {"weather": {"transport": "streamable_http", "url": server.url}}
)


async def serve(questions):
    city = await questions.get()
    while city:
        async with client.session("weather") as session:
            weather = (await load_mcp_tools(session))[0]
            try:
                while city:
                    async with asyncio.timeout(5):
                        [answer] = await weather.ainvoke({"city": city})
                    print(answer["text"])
                    city = await questions.get()
            except (McpError, TimeoutError):
                print(f"a new session for {city}")


async def main():
    questions = asyncio.Queue()
    serving = asyncio.create_task(serve(questions))
    await questions.put("Rome")
    await asyncio.sleep(2)
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    for city in ["Oslo", "Lima", None]:
        await questions.put(city)
    await serving


server.start()
asyncio.run(main())
server.stop()
