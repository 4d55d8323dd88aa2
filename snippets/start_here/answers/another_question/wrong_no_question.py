from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
print("Lima is Peru's capital city.")
