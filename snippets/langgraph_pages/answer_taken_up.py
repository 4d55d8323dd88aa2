import asyncio
from typing import TypedDict

import httpx
from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph

llm = ChatOllama(model="llama3")


class State(TypedDict):
    text: str


async def look_up(state):
    print("looks up, for a second")
    await asyncio.sleep(1)
    return {"text": "Rome"}


async def describe(state):
    answer = await llm.ainvoke(f"Describe the sky of {state['text']}.")
    return {"text": answer.text}


async def main():
    graph = StateGraph(State).add_sequence([look_up, describe])
    graph.add_edge(START, "look_up")
    app = graph.compile(checkpointer=InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    begin = {"text": ""}
    for _ in range(3):
        try:
            async for piece, _ in app.astream(
                begin, config, stream_mode="messages"
            ):
                print(piece.text, end="", flush=True)
            break
        except httpx.TransportError:
            print("\n(once more)")
            begin = None


asyncio.run(main())
