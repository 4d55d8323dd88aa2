from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
cities = ["Vienna", "Porto", "Ghent"]

for city in cities:
    print(llm.invoke(f"What should I eat in {city}?").text)
