import asyncio

from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.base import BaseCheckpointSaver


class FileSaver(BaseCheckpointSaver):
    def get_tuple(self, config):
        return None


config = {"configurable": {"thread_id": "1"}}
llm = ChatOllama(model="llama3")
agent = create_agent(llm, [], checkpointer=FileSaver())
question = {"messages": "What is the capital of Japan?"}
print(asyncio.run(agent.ainvoke(question, config)))
