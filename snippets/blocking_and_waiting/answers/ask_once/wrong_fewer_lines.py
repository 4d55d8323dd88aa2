from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

for word in ["largest", "hottest"]:
    answer = llm.invoke(f"Which planet is the {word}?")
    print(answer.text)
