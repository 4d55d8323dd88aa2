from langchain_ollama import ChatOllama
from langchain_core.messages import HumanMessage

llm = ChatOllama(model="llama3")

question = HumanMessage(content="What is the capital of Japan?")
result = llm.invoke([question])
print(result.content)
