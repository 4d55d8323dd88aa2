import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

config = {"configurable": {"thread_id": "1"}}


async def main():
    llm = ChatOllama(model="llama3")
    async with AsyncSqliteSaver.from_conn_string(":memory:") as saver:
        agent = create_agent(llm, [], checkpointer=saver)
        question = {"messages": "What is the capital of Japan?"}
        answer = agent.invoke(question, config)
        print(answer["messages"][-1].text)


asyncio.run(main())
