import asyncio

import aiosqlite
from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

llm = ChatOllama(model="llama3")
saver = AsyncSqliteSaver(aiosqlite.connect(":memory:"))
agent = create_agent(llm, [], checkpointer=saver)
question = {"messages": "What is the capital of Japan?"}
config = {"configurable": {"thread_id": "1"}}
print(asyncio.run(agent.ainvoke(question, config))["messages"][-1].text)
