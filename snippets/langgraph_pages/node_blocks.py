import asyncio
import time
from typing import TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


async def look_up(state):
    time.sleep(1)
    return {"city": "Rome"}


async def main():
    graph = StateGraph(State).add_node(look_up).add_edge(START, "look_up")
    app = graph.compile()
    runs = [app.ainvoke({"city": ""}) for _ in range(3)]
    print([state["city"] for state in await asyncio.gather(*runs)])


asyncio.run(main())
