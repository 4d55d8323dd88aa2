from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama9")

answer = llm.invoke("Name a good tea for the evening.")
print(answer.text)
