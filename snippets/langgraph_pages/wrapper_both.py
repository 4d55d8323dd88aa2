from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode


def delete(file: str) -> str:
    """Delete a file."""
    return f"{file} is gone."


def ask_first(request, execute):
    raise PermissionError("not without asking")


async def ask_first_async(request, execute):
    return ask_first(request, execute)


tools = ToolNode(
    [delete], wrap_tool_call=ask_first, awrap_tool_call=ask_first_async
)
graph = StateGraph(MessagesState).add_node(tools)
app = graph.add_edge(START, "tools").compile()
call = {"name": "delete", "args": {"file": "all.txt"}, "id": "1"}
try:
    app.invoke({"messages": [AIMessage("", tool_calls=[call])]})
except PermissionError as error:
    print("Refused:", error)
