from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "Name a good tea for the evening."

answer = llm.invoke([("system", "You are a waiter."), ("human", question)])
print(answer.text)
