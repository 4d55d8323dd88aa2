import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", base_url="http://localhost:11434")
answer = asyncio.run(llm.ainvoke("What is the capital of Japan?"))
print(answer.text)
