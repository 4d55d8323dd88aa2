from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("Who wrote Hamlet?")
print(answer.text)
question = ("human", "Where was he born?")
answer = llm.invoke([("human", "Who wrote Hamlet?"), answer, question])
print(answer.text)
