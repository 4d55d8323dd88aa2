from typing import TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


def look_up(state):
    return {"city": "Rome"}


graph = StateGraph(State).add_node(look_up).add_edge(START, "look_up")
app = graph.compile()
print(list(app.stream({"city": ""}, stream_mode="update")))
print(list(app.stream({"city": ""}, stream_mode="updates")))
