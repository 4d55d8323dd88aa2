from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "Name a good tea for the evening."

answer = llm.invoke([("waiter", question)])
print(answer.text)
