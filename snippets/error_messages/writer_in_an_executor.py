import asyncio
from typing import TypedDict

from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph


class State(TypedDict):
    city: str


def report():
    get_stream_writer()("half done")


async def work(state):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, report)
    return {"city": "Tokyo"}


async def main():
    graph = StateGraph(State).add_node(work).add_edge(START, "work")
    app = graph.compile()
    async for piece in app.astream({"city": ""}, stream_mode="custom"):
        print(piece)


asyncio.run(main())
