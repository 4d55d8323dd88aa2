import asyncio
import time

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode


def weather(city: str) -> str:
    """Get today's weather in a city."""
    time.sleep(1)
    return f"{city} is sunny."


def log(request, execute):
    return execute(request)


CALLS = [
    {"name": "weather", "args": {"city": city}, "id": city}
    for city in ["Rome", "Oslo", "Lima"]
]


async def main():
    tools = ToolNode([weather], wrap_tool_call=log)
    graph = StateGraph(MessagesState).add_node(tools)
    app = graph.add_edge(START, "tools").compile()
    asked = {"messages": [AIMessage("", tool_calls=CALLS)]}
    print(len((await app.ainvoke(asked))["messages"]) - 1, "results")


asyncio.run(main())
