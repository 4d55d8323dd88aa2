import asyncio
from typing import TypedDict

import httpx
from langgraph.graph import START, StateGraph
from langgraph.types import RetryPolicy
from ollama import ResponseError


class State(TypedDict):
    text: str


async def ask(state):
    print("asks")
    raise ResponseError("model 'lama3' not found", 404)


def may_pass(error):
    if isinstance(error, ResponseError):
        return error.status_code == 429 or error.status_code >= 500
    return isinstance(error, (ConnectionError, httpx.TransportError))


async def main():
    policy = RetryPolicy(max_attempts=3, jitter=False, retry_on=may_pass)
    graph = StateGraph(State).add_node(ask, retry_policy=policy)
    app = graph.add_edge(START, "ask").compile()
    try:
        await app.ainvoke({"text": ""})
    except ResponseError as error:
        print(error)


asyncio.run(main())
