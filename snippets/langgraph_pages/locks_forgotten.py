import asyncio
from weakref import WeakValueDictionary

from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver

agent = create_agent(
    ChatOllama(model="llama3"), [], checkpointer=InMemorySaver()
)
turns = WeakValueDictionary()


async def ask(thread, text):
    config = {"configurable": {"thread_id": thread}}
    async with turns.setdefault(thread, asyncio.Lock()):
        state = await agent.ainvoke({"messages": text}, config)
    print(f"{thread}: {text} -> {len(state['messages'])} messages")


async def main():
    await asyncio.gather(
        ask("family", "Recommend apples."),
        ask("family", "Recommend pears."),
        ask("office", "Recommend limes."),
    )
    print(len(turns), "locks are left")


asyncio.run(main())
