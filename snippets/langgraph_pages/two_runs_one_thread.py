import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver

agent = create_agent(
    ChatOllama(model="llama3"), [], checkpointer=InMemorySaver()
)
config = {"configurable": {"thread_id": "family"}}


async def ask(text):
    state = await agent.ainvoke({"messages": text}, config)
    print(f"{text} -> {len(state['messages'])} messages")


async def main():
    await asyncio.gather(ask("Recommend apples."), ask("Recommend pears."))
    state = await agent.aget_state(config)
    print("kept:", [message.text for message in state.values["messages"]])


asyncio.run(main())
