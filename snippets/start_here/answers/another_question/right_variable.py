from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "What is the capital of Peru?"
answer = llm.invoke(question)
print(answer.text)
