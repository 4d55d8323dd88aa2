import asyncio
from typing import TypedDict

import httpx
from langchain_ollama import ChatOllama
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
    app = graph.add_edge(START, "look_up").compile()
    try:
        async for piece, _ in app.astream(
            {"text": ""}, stream_mode="messages"
        ):
            print(piece.text, end="", flush=True)
    except httpx.RemoteProtocolError as error:
        print(f"\n{error}")


asyncio.run(main())
