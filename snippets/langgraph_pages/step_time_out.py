import time
from typing import TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


def look_up(state):
    time.sleep(5)
    return {"city": "Rome"}


graph = StateGraph(State).add_node(look_up).add_edge(START, "look_up")
app = graph.compile()
app.step_timeout = 1
start = time.perf_counter()
try:
    app.invoke({"city": ""})
except TimeoutError as error:
    print(f"{error} after {time.perf_counter() - start:.0f} s")
