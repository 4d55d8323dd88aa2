from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["hail", "fog", "rain"]

with ThreadPoolExecutor() as pool:
    questions = [f"Explain {topic} in a sentence." for topic in topics]
    for topic, answer in zip(topics, pool.map(llm.invoke, questions)):
        print(f"{topic}: {answer.text}")
