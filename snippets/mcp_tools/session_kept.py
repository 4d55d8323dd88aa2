import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from weather_server import requests, serving


async def main(url):
    client = MultiServerMCPClient(
        {"weather": {"transport": "streamable_http", "url": url}}
    )
    async with client.session("weather") as session:
        [weather] = await load_mcp_tools(session)
        requests.clear()
        calls = [weather.ainvoke({"city": city}) for city in ["Rome", "Oslo"]]
        for [answer] in await asyncio.gather(*calls):
            print(answer["text"])
        print(len(requests), "requests for two calls")


with serving() as url:
    asyncio.run(main(url))
