import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient

SERVER = {"transport": "stdio", "command": "no-such-program", "args": []}


async def main():
    client = MultiServerMCPClient({"weather": SERVER})
    print(await client.get_tools())


asyncio.run(main())
