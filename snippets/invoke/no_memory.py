from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("Which mountain is Africa's highest?")
print(answer.text)

answer = llm.invoke("How high is it?")
print(answer.text)
