import asyncio
import operator
from typing import Annotated, TypedDict

from langchain_ollama import ChatOllama
from langgraph.graph import START, StateGraph

llm = ChatOllama(model="llama3")


class State(TypedDict):
    said: Annotated[list, operator.add]


async def apples(state):
    return {"said": [(await llm.ainvoke("Recommend apples.")).text]}


async def pears(state):
    return {"said": [(await llm.ainvoke("Recommend pears.")).text]}


async def both(state):
    text = "\n".join(state["said"])
    return {"said": [(await llm.ainvoke(f"Compare: {text}")).text]}


async def main():
    graph = StateGraph(State)
    graph.add_node(apples).add_node(pears).add_node(both)
    graph.add_edge(START, "apples").add_edge(START, "pears")
    graph.add_edge(["apples", "pears"], "both")
    state = await graph.compile().ainvoke({"said": []})
    print(*state["said"], sep="\n")


asyncio.run(main())
