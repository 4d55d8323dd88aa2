from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

peru = llm.invoke("What is the capital of Peru?")
kenya = llm.invoke("What is the capital of Kenya?")
print(peru.text)
print(kenya.text)
