from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

question = "Tell a story about a lighthouse."
answer = llm.invoke(question)
print(answer.text)
