from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode


def delete(file: str) -> str:
    """Delete a file."""
    return f"{file} is gone."


async def ask_first(request, execute):
    raise PermissionError("not without asking")


tools = ToolNode([delete], awrap_tool_call=ask_first)
graph = StateGraph(MessagesState).add_node(tools)
app = graph.add_edge(START, "tools").compile()
call = {"name": "delete", "args": {"file": "all.txt"}, "id": "1"}
state = app.invoke({"messages": [AIMessage("", tool_calls=[call])]})
print(state["messages"][-1].text)
