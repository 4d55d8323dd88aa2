import operator
from typing import Annotated, TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt


class State(TypedDict):
    said: Annotated[list, operator.add]


def first(state):
    return {"said": [interrupt("Your name?")]}


def second(state):
    return {"said": [interrupt("Your city?")]}


graph = StateGraph(State).add_node(first).add_node(second)
graph.add_edge(START, "first").add_edge(START, "second")
app = graph.compile(checkpointer=InMemorySaver())
config = {"configurable": {"thread_id": "1"}}
app.invoke({"said": []}, config)
print(app.invoke(Command(resume="Ada"), config))
