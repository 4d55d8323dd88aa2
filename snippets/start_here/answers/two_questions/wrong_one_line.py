from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("What is the capital of Peru?")
first = answer
answer = llm.invoke("What is the capital of Kenya?")
print(first.text, answer.text)
