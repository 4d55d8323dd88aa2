from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke({"question": "Name a good tea for the evening."})
print(answer.text)
