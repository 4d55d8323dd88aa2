import asyncio
from typing import TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph


class State(TypedDict):
    text: str


class SlowDisk(InMemorySaver):
    async def aput(self, config, checkpoint, *rest):
        await asyncio.sleep(1)
        text = checkpoint["channel_values"].get("text")
        if text:
            print("  on disk:", text)
        return await super().aput(config, checkpoint, *rest)


async def read(state):
    return {"text": "read"}


async def translate(state):
    print("  translates")
    return {"text": "translated"}


async def main():
    graph = StateGraph(State).add_sequence([read, translate])
    app = graph.add_edge(START, "read").compile(checkpointer=SlowDisk())
    for durability in ["sync", "async", "exit"]:
        print(durability)
        config = {"configurable": {"thread_id": durability}}
        await app.ainvoke({"text": ""}, config, durability=durability)


asyncio.run(main())
