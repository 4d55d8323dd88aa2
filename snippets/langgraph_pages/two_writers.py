import asyncio
from typing import TypedDict

from langgraph.graph import START, StateGraph


class State(TypedDict):
    said: list


async def apples(state):
    return {"said": ["apples"]}


async def pears(state):
    return {"said": ["pears"]}


async def main():
    graph = StateGraph(State).add_node(apples).add_node(pears)
    graph.add_edge(START, "apples").add_edge(START, "pears")
    print(await graph.compile().ainvoke({"said": []}))


asyncio.run(main())
