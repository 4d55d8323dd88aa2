import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient


async def main():
    client = MultiServerMCPClient(
        {
            "weather": {
                "transport": "streamable_http",
                "url": "http://127.0.0.1:8765/mcp",
            }
        }
    )
    print(await client.get_tools())


asyncio.run(main())
