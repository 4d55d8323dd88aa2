from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", client_kwargs={"timeout": 3})
print(llm.invoke("Write a slow poem.").text)
