import asyncio
import operator
import time
from typing import Annotated, TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph

config = {"configurable": {"thread_id": "1"}}
replies = [ValueError("no pears"), "pears"]


class State(TypedDict):
    said: Annotated[list, operator.add]


def apples(state):
    time.sleep(1)
    print("the apples are paid")
    return {"said": ["apples"]}


async def pears(state):
    reply = replies.pop(0)
    if isinstance(reply, Exception):
        raise reply
    return {"said": [reply]}


async def main():
    graph = StateGraph(State).add_node(apples).add_node(pears)
    graph.add_edge(START, "apples").add_edge(START, "pears")
    app = graph.compile(checkpointer=InMemorySaver())
    try:
        await app.ainvoke({"said": []}, config)
    except ValueError as error:
        print(f"{error}, still to do:", (await app.aget_state(config)).next)
    await asyncio.sleep(2)
    print(await app.ainvoke(None, config))


asyncio.run(main())
