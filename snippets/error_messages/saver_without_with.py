from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.sqlite import SqliteSaver

llm = ChatOllama(model="llama3")
saver = SqliteSaver.from_conn_string(":memory:")
agent = create_agent(llm, [], checkpointer=saver)
