import asyncio
from typing import TypedDict

from langchain_ollama import ChatOllama
from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph

llm = ChatOllama(model="llama3")


class State(TypedDict):
    fruit: str
    praise: str


async def praise(state):
    get_stream_writer()("The model is asked")
    answer = await llm.ainvoke(f"Recommend {state['fruit']}.")
    return {"praise": answer.text}


async def main():
    graph = StateGraph(State).add_node(praise).add_edge(START, "praise")
    app = graph.compile()
    async for mode, item in app.astream(
        {"fruit": "apples"}, stream_mode=["custom", "messages", "updates"]
    ):
        print(mode, "|", item[0].text if mode == "messages" else item)


asyncio.run(main())
