from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("Who wrote Hamlet?")
print(answer.text)
answer = llm.invoke("Where was he born?")
print(answer.text)
