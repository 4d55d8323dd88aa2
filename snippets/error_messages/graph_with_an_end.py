from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict):
    draft: int


def improve(state):
    return {"draft": state["draft"] + 1}


def enough(state):
    return END if state["draft"] >= 3 else "improve"


graph = StateGraph(State).add_node(improve).add_edge(START, "improve")
graph.add_conditional_edges("improve", enough)
print(graph.compile().invoke({"draft": 0}, {"recursion_limit": 5}))
