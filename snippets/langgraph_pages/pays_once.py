import asyncio
from typing import TypedDict

from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt

llm = ChatOllama(model="llama3")


class State(TypedDict):
    draft: str


async def write(state):
    return {"draft": (await llm.ainvoke("Recommend apples.")).text}


async def approve(state):
    verdict = interrupt(state["draft"])
    return {"draft": f"{state['draft']} {verdict}"}


async def main():
    graph = StateGraph(State).add_sequence([write, approve])
    graph.add_edge(START, "write")
    app = graph.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    state = await app.ainvoke({"draft": ""}, config)
    print("asks:", state["__interrupt__"][0].value)
    await asyncio.sleep(2)  # somebody reads it
    state = await app.ainvoke(Command(resume="(approved)"), config)
    print(state["draft"])


asyncio.run(main())
