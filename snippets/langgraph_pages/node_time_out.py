import asyncio
import time
from typing import TypedDict

from langgraph.errors import NodeTimeoutError
from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


async def look_up(state):
    await asyncio.sleep(5)
    return {"city": "Rome"}


async def main():
    graph = StateGraph(State).add_node(look_up, timeout=1)
    app = graph.add_edge(START, "look_up").compile()
    start = time.perf_counter()
    try:
        await app.ainvoke({"city": ""})
    except NodeTimeoutError as error:
        print(f"{error.node}: after {time.perf_counter() - start:.0f} s")


asyncio.run(main())
