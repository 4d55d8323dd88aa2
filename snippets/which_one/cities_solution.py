from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
cities = ["Vienna", "Porto", "Ghent"]

for answer in llm.batch([f"What should I eat in {c}?" for c in cities]):
    print(answer.text)
