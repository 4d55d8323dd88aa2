from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

largest = llm.invoke("Which planet is the largest?").text
hottest = llm.invoke("Which planet is the hottest?").text
print(largest, hottest, largest, largest, sep="\n")
