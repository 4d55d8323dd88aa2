from typing import TypedDict

from langchain_ollama import ChatOllama
from langgraph.graph import START, StateGraph

llm = ChatOllama(model="llama3")


class State(TypedDict):
    text: str
    title: str
    mood: str


async def title(state):
    return {"title": (await llm.ainvoke(f"Title: {state['text']}")).content}


async def mood(state):
    return {"mood": (await llm.ainvoke(f"Mood: {state['text']}")).content}


graph = StateGraph(State)
for node in (title, mood):
    graph.add_node(node)
    graph.add_edge(START, node.__name__)
read = graph.compile()


async def test_nodes_ask_at_the_same_time(stage):
    stage.answers["Title: {text}"] = "Rain"
    stage.answers["Mood: {text}"] = "grey"
    found = await read.ainvoke({"text": "It rains."})
    assert (found["title"], found["mood"]) == ("Rain", "grey")
    assert stage.calls.peak == 2
