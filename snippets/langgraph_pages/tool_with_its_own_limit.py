import asyncio

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode

places = asyncio.Semaphore(2)


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    async with places:
        await asyncio.sleep(1)
    return f"{city} is sunny."


CALLS = [
    {"name": "weather", "args": {"city": city}, "id": city}
    for city in "Rome Oslo Lima Cairo Paris Tokyo Delhi Quito".split()
]


async def main():
    graph = StateGraph(MessagesState).add_node(ToolNode([weather]))
    app = graph.add_edge(START, "tools").compile()
    asked = {"messages": [AIMessage("", tool_calls=CALLS)]}
    state = await app.ainvoke(asked)
    print(len(state["messages"]) - 1, "results")


asyncio.run(main())
