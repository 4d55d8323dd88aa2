from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["hail", "fog", "rain"]

questions = [f"Explain {topic} in a sentence." for topic in topics]
for topic, answer in zip(topics, llm.batch(questions)):
    print(f"{topic}: {answer.text}")
