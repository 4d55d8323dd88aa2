from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
cities = ["Vienna", "Porto", "Ghent"]

questions = [f"What should I eat in {city}?" for city in cities]
with ThreadPoolExecutor() as pool:
    for answer in pool.map(llm.invoke, questions):
        print(answer.text)
