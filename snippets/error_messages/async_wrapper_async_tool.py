import asyncio

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(1)
    return f"{city} is sunny."


async def log(request, execute):
    print("looks up", request.tool_call["args"])
    return await execute(request)


tools = ToolNode([weather], awrap_tool_call=log)
graph = StateGraph(MessagesState).add_node(tools)
app = graph.add_edge(START, "tools").compile()
call = {"name": "weather", "args": {"city": "Rome"}, "id": "1"}
asked = {"messages": [AIMessage("", tool_calls=[call])]}
print(asyncio.run(app.ainvoke(asked))["messages"][-1].text)
