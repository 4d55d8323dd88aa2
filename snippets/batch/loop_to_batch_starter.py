from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["hail", "fog", "rain"]

for topic in topics:
    answer = llm.invoke(f"Explain {topic} in a sentence.")
    print(f"{topic}: {answer.text}")
