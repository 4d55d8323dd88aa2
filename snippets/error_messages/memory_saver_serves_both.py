import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.memory import InMemorySaver

config = {"configurable": {"thread_id": "1"}}
llm = ChatOllama(model="llama3")
agent = create_agent(llm, [], checkpointer=InMemorySaver())
question = {"messages": "What is the capital of Japan?"}
answer = asyncio.run(agent.ainvoke(question, config))
print(answer["messages"][-1].text)
