import asyncio
from typing import TypedDict

from langgraph.graph import START, StateGraph
from langgraph.types import RetryPolicy

replies = [ConnectionError("reset"), ConnectionError("reset"), "Rome"]


class State(TypedDict):
    city: str


async def look_up(state):
    reply = replies.pop(0)
    if isinstance(reply, Exception):
        print("fails:", reply)
        raise reply
    return {"city": reply}


async def main():
    policy = RetryPolicy(max_attempts=3, jitter=False)
    graph = StateGraph(State).add_node(look_up, retry_policy=policy)
    app = graph.add_edge(START, "look_up").compile()
    print(await app.ainvoke({"city": ""}))


asyncio.run(main())
