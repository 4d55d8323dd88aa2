import asyncio
import operator
from typing import Annotated, TypedDict

from langchain_ollama import ChatOllama
from langgraph.graph import START, StateGraph

llm = ChatOllama(model="llama3")


class State(TypedDict):
    said: Annotated[list, operator.add]


async def praise(state):
    return {"said": [(await llm.ainvoke("Recommend apples.")).text]}


async def fail(state):
    await asyncio.sleep(0.3)
    raise ValueError("no pears")


async def main():
    graph = StateGraph(State).add_node(praise).add_node(fail)
    graph.add_edge(START, "praise").add_edge(START, "fail")
    try:
        await graph.compile().ainvoke({"said": []})
    except ValueError as error:
        print("ends with:", error)
    await asyncio.sleep(1)  # what is still going on now?


asyncio.run(main())
