import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver

agent = create_agent(
    ChatOllama(model="llama3"), [], checkpointer=InMemorySaver()
)
turn = asyncio.Lock()


async def ask(thread, text):
    config = {"configurable": {"thread_id": thread}}
    async with turn:
        await agent.ainvoke({"messages": text}, config)


async def main():
    await asyncio.gather(
        ask("Ann", "Recommend apples."),
        ask("Ann", "Recommend pears."),
        ask("Bob", "Recommend limes."),
    )
    for thread in ["Ann", "Bob"]:
        config = {"configurable": {"thread_id": thread}}
        state = await agent.aget_state(config)
        print(thread, "has", len(state.values["messages"]), "messages")


asyncio.run(main())
