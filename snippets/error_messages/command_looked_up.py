import asyncio
import shutil

from langchain_mcp_adapters.client import MultiServerMCPClient

SERVER = {"transport": "stdio", "command": "no-such-program", "args": []}


async def main():
    if shutil.which(SERVER["command"]) is None:
        print(SERVER["command"], "is not on the PATH of this process")
        return
    client = MultiServerMCPClient({"weather": SERVER})
    print(await client.get_tools())


asyncio.run(main())
