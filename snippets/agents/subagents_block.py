import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
expert = create_agent(llm, [])


async def taste(fruit: str) -> str:
    """Ask the expert about a fruit."""
    state = expert.invoke({"messages": f"Recommend {fruit}."})
    return state["messages"][-1].text


async def main():
    agent = create_agent(llm, [taste])
    state = await agent.ainvoke({"messages": "Which fruit is best?"})
    print(state["messages"][-1].text)


asyncio.run(main())
