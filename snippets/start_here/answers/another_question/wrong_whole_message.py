from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
answer = llm.invoke("What is the capital of Peru?")
print(answer.response_metadata)
