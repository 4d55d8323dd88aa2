import asyncio

from mcp import ClientSession
from mcp.shared.memory import create_client_server_memory_streams


async def serve(incoming, outgoing):
    await incoming.receive()
    print("The server reads a request, and ends.")
    await outgoing.aclose()


async def main():
    async with create_client_server_memory_streams() as (here, there):
        server = asyncio.create_task(serve(*there))
        async with ClientSession(*here) as session:
            await session.initialize()
        await server


asyncio.run(main())
