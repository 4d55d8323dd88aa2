from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["hail", "fog", "rain"]

for topic in topics:
    answer = llm.batch([f"Explain {topic} in a sentence."])[0]
    print(f"{topic}: {answer.text}")
