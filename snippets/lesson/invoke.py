from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

result = llm.invoke([HumanMessage("What is the capital of Japan?")])
print(result.text)
