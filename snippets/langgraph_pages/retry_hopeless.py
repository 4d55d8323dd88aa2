import asyncio
from typing import TypedDict

from langgraph.graph import START, StateGraph
from langgraph.types import RetryPolicy
from ollama import ResponseError


class State(TypedDict):
    text: str


async def ask(state):
    print("asks")
    raise ResponseError("model 'lama3' not found", 404)


async def main():
    policy = RetryPolicy(max_attempts=3, jitter=False)
    graph = StateGraph(State).add_node(ask, retry_policy=policy)
    app = graph.add_edge(START, "ask").compile()
    try:
        await app.ainvoke({"text": ""})
    except ResponseError as error:
        print(error)


asyncio.run(main())
