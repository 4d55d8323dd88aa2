from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

messages = [("human", "Who wrote Hamlet?")]
answer = llm.invoke(messages)
print(answer.text)
messages += [("human", "Where was he born?")]
answer = llm.invoke(messages)
print(answer.text)
