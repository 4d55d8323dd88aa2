import asyncio
import tempfile
import time
from pathlib import Path

from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_ollama import ChatOllama
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from own_server import clock


@tool
async def weather(city: str) -> str:
    "The weather in a city."
    await asyncio.sleep(1)
    return "sunny"


@tool
def time_of_day(city: str) -> str:
    "The time in a city."
    time.sleep(1)
    return "noon"


llm = ChatOllama(model="llama3")
question = {"messages": [("user", "How is Rome?")]}


async def main():
    agent = create_agent(ChatOllama(model="llama3"), [weather, time_of_day])
    async for kind, piece in agent.astream(question, stream_mode=["updates", "messages"]):
        if kind == "updates":
            clock(list(piece))
    clock((await agent.ainvoke(question))["messages"][-1].text)


asyncio.run(main())
agent = create_agent(llm, [time_of_day])
clock(agent.invoke({"messages": [("user", "What time is it in Rome?")]})["messages"][-1].text)


async def node(state):
    return {"messages": [await ChatOllama(model="llama3").ainvoke(state["messages"])]}


async def with_a_memory(file: Path):
    graph = StateGraph(MessagesState)
    graph.add_node("model", node)
    graph.add_edge(START, "model")
    graph.add_edge("model", END)
    async with AsyncSqliteSaver.from_conn_string(str(file)) as saver:
        remembering = graph.compile(checkpointer=saver)
        config = {"configurable": {"thread_id": "1"}}
        for said in ("My name is Ada.", "What is my name?"):
            state = await remembering.ainvoke({"messages": [("user", said)]}, config)
            clock(state["messages"][-1].text)
        clock(len([state async for state in remembering.aget_state_history(config)]), "states")


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(with_a_memory(Path(folder) / "memory.db"))
