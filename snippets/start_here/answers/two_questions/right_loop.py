from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

for country in ["Peru", "Kenya"]:
    print(llm.invoke(f"What is the capital of {country}?").text)
