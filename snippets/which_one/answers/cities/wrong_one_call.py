from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
cities = ["Vienna", "Porto", "Ghent"]

names = ", ".join(cities)
print(llm.invoke(f"What should I eat in {names}?").text)
