import asyncio

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_ollama import ChatOllama


class Bill(AgentMiddleware):
    async def aafter_agent(self, state, runtime):
        await asyncio.sleep(0.1)  # stands for a write to a database
        print("The answer is billed.")


agent = create_agent(ChatOllama(model="llama3"), [], middleware=[Bill()])
state = agent.invoke({"messages": "Recommend apples."})
print(state["messages"][-1].text)
