from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("Name a good tea for the evening.")
print(type(answer).__name__)
print(answer.text)
print(answer.usage_metadata)
print(answer.response_metadata["done_reason"])
print(*answer.response_metadata, sep=", ")
