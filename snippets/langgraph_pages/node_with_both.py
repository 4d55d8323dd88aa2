import asyncio
import time
from typing import TypedDict

from langchain_core.runnables import RunnableLambda
from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


def look_up(state):
    time.sleep(1)
    return {"city": "Rome, with def"}


async def look_up_async(state):
    await asyncio.sleep(1)
    return {"city": "Rome, with async def"}


both = RunnableLambda(look_up, afunc=look_up_async)
graph = StateGraph(State).add_node("look_up", both)
app = graph.add_edge(START, "look_up").compile()
print(app.invoke({"city": ""})["city"])
print(asyncio.run(app.ainvoke({"city": ""}))["city"])
