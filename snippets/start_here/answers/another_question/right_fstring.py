from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
country = "Peru"
answer = llm.invoke(f"What is the capital of {country}?")
print(answer.text)
