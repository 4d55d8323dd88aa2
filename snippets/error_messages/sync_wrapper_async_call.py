import asyncio

from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware
from langchain_ollama import ChatOllama


class Log(AgentMiddleware):
    def wrap_model_call(self, request, handler):
        print("The model is asked")
        return handler(request)


llm = ChatOllama(model="llama3")
agent = create_agent(llm, [], middleware=[Log()])
call = agent.ainvoke({"messages": "What is the capital of Japan?"})
print(asyncio.run(call)["messages"][-1].text)
