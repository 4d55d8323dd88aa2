from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

print("The story:")
question = "Tell a story about a lighthouse."
answer = llm.invoke(question)
print(answer.text)
