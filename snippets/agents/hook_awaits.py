import asyncio

from langchain.agents import create_agent
from langchain.agents.middleware import before_model
from langchain_ollama import ChatOllama


@before_model
async def check_quota(state, runtime):
    await asyncio.sleep(1)  # stands for a query to a database


async def main():
    agent = create_agent(
        ChatOllama(model="llama3"), [], middleware=[check_quota]
    )
    questions = ["Recommend apples.", "Recommend pears.", "Recommend limes."]
    calls = [agent.ainvoke({"messages": question}) for question in questions]
    for state in await asyncio.gather(*calls):
        print(state["messages"][-1].text)


asyncio.run(main())
