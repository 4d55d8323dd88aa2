from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

prompt = "Tell me about the Nile."
answer = llm.invoke(prompt)
print(answer.text)
