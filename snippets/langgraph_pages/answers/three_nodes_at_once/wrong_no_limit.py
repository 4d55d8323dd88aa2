import asyncio
import operator
from typing import Annotated, TypedDict

from langchain_ollama import ChatOllama
from langgraph.graph import START, StateGraph
from langgraph.types import Send

llm = ChatOllama(model="llama3")
FRUITS = "apples pears plums limes figs dates kiwis nuts melons".split()


class State(TypedDict):
    said: Annotated[list, operator.add]


def fan_out(state):
    return [Send("recommend", fruit) for fruit in FRUITS]


async def recommend(fruit):
    return {"said": [(await llm.ainvoke(f"Recommend {fruit}.")).text]}


async def main():
    graph = StateGraph(State).add_node(recommend)
    app = graph.add_conditional_edges(START, fan_out).compile()
    state = await app.ainvoke({"said": []})
    print(len(state["said"]), "answers")


asyncio.run(main())
