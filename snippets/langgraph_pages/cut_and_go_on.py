import asyncio
from typing import TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph


class State(TypedDict):
    text: str


async def read(state):
    print("reads")
    await asyncio.sleep(1)
    return {"text": "read"}


async def translate(state):
    print("translates")
    await asyncio.sleep(3)
    return {"text": state["text"] + " and translated"}


async def main():
    graph = StateGraph(State).add_sequence([read, translate])
    graph.add_edge(START, "read")
    app = graph.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    try:
        async with asyncio.timeout(2):
            await app.ainvoke({"text": ""}, config)
    except TimeoutError:
        print("cut; next is", (await app.aget_state(config)).next)
    print((await app.ainvoke(None, config))["text"])


asyncio.run(main())
