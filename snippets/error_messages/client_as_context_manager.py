import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient

servers = {"weather": {"transport": "stdio", "command": "x", "args": []}}


async def main():
    async with MultiServerMCPClient(servers) as client:
        print(await client.get_tools())


asyncio.run(main())
