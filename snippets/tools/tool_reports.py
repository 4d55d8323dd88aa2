import asyncio

from langchain_core.tools import ToolException, tool

CALLS = [
    {"type": "tool_call", "id": "1", "name": "price", "args": {"item": "tea"}},
    {
        "type": "tool_call",
        "id": "2",
        "name": "price",
        "args": {"item": "gold"},
    },
]


@tool
async def price(item: str) -> str:
    """Say what an item costs."""
    await asyncio.sleep(0.5)
    if item == "gold":
        raise ToolException("no price for gold")
    return f"{item}: 3 euros"


price.handle_tool_error = True


async def main():
    results = await asyncio.gather(*[price.ainvoke(c) for c in CALLS])
    for message in results:
        print(message.tool_call_id, message.status, message.content)


asyncio.run(main())
