from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

print("William Shakespeare wrote Hamlet")
answer = llm.invoke("Where was he born?")
print(answer.text)
