import asyncio
import threading
import time
from typing import TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


def look_up(state):
    print("sync node in", threading.current_thread().name)
    time.sleep(1)
    return {"city": "Rome"}


graph = StateGraph(State).add_node(look_up).add_edge(START, "look_up")
app = graph.compile()
app.invoke({"city": ""})
asyncio.run(app.ainvoke({"city": ""}))
