from typing import TypedDict

from langchain_ollama import ChatOllama
from langgraph.graph import START, StateGraph

llm = ChatOllama(model="llama3")


class State(TypedDict):
    question: str
    answer: str


async def ask(state):
    answer = await llm.ainvoke(state["question"])
    return {"answer": answer.text}


graph = StateGraph(State).add_node(ask).add_edge(START, "ask").compile()
print(graph.invoke({"question": "What is the capital of Japan?"}))
