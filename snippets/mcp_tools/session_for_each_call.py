import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient
from weather_server import requests, serving


async def main(url):
    client = MultiServerMCPClient(
        {"weather": {"transport": "streamable_http", "url": url}}
    )
    [weather] = await client.get_tools()
    requests.clear()
    calls = [weather.ainvoke({"city": city}) for city in ["Rome", "Oslo"]]
    for [answer] in await asyncio.gather(*calls):
        print(answer["text"])
    print(len(requests), "requests for two calls")


with serving() as url:
    asyncio.run(main(url))
