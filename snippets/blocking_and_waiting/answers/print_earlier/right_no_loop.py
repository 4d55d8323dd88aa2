from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
print(llm.invoke("Which planet is the largest?").text)
print(llm.invoke("Which planet is the hottest?").text)
