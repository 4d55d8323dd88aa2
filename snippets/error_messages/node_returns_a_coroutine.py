import asyncio
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


graph = StateGraph(State)
graph.add_node("ask", lambda state: ask(state))
graph.add_edge(START, "ask")
app = graph.compile()

question = {"question": "What is the capital of Japan?"}
print(asyncio.run(app.ainvoke(question))["answer"])
