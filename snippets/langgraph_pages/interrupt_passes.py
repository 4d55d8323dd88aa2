from typing import TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.errors import GraphBubbleUp
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt


class State(TypedDict):
    done: str


def delete(state):
    try:
        if interrupt("Really delete it?") == "yes":
            return {"done": "deleted"}
    except GraphBubbleUp:
        raise
    except Exception as error:
        print("caught", type(error).__name__)
    return {"done": "nothing"}


graph = StateGraph(State).add_node(delete).add_edge(START, "delete")
app = graph.compile(checkpointer=InMemorySaver())
config = {"configurable": {"thread_id": "1"}}
print(app.invoke({"done": ""}, config)["__interrupt__"][0].value)
print(app.invoke(Command(resume="yes"), config))
