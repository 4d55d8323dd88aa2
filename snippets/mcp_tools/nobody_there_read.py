import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient


def causes(error):
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from causes(inner)
    else:
        yield error


async def main():
    client = MultiServerMCPClient(
        {
            "weather": {
                "transport": "streamable_http",
                "url": "http://127.0.0.1:8765/mcp",
            }
        }
    )
    try:
        print(await client.get_tools())
    except ExceptionGroup as group:
        print("Why:", *causes(group))


asyncio.run(main())
