from typing import TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt


class State(TypedDict):
    done: str


def delete(state):
    try:
        if interrupt("Really delete it?") == "yes":
            return {"done": "deleted"}
    except Exception as error:
        print("caught", type(error).__name__)
    return {"done": "nothing"}


graph = StateGraph(State).add_node(delete).add_edge(START, "delete")
app = graph.compile(checkpointer=InMemorySaver())
config = {"configurable": {"thread_id": "1"}}
print(app.invoke({"done": ""}, config))
