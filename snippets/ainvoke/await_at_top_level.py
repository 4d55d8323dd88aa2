from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = await llm.ainvoke("What is the capital of Japan?")
print(answer.text)
