import asyncio

from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph

llm = ChatOllama(model="llama3")
CONFIG = {"configurable": {"thread_id": "ada"}}


async def answer(state: MessagesState):
    return {"messages": [await llm.ainvoke(state["messages"])]}


graph = StateGraph(MessagesState)
graph.add_node(answer)
graph.add_edge(START, "answer")
chat = graph.compile(checkpointer=InMemorySaver())


async def turn(text):
    await chat.ainvoke({"messages": [("human", text)]}, CONFIG)


async def main():
    await asyncio.gather(
        turn("Note: buy milk."),
        turn("Note: call Grandma today."),
        turn("Note: water the plants."),
    )
    state = await chat.aget_state(CONFIG)
    for message in state.values["messages"]:
        print(f"{message.type}: {message.text}")


asyncio.run(main())
