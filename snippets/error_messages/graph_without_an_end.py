from typing import TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    draft: int


def improve(state):
    return {"draft": state["draft"] + 1}


graph = StateGraph(State).add_node(improve).add_edge(START, "improve")
graph.add_edge("improve", "improve")
print(graph.compile().invoke({"draft": 0}, {"recursion_limit": 5}))
