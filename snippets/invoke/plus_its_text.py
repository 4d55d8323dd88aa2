from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("Name a good tea for the evening.")
print("The waiter says: " + answer.text)
