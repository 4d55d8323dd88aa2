from langchain_ollama import ChatOllama

llm = ChatOllama(model="gpt-4o-mini")
answer = llm.invoke("What is the capital of Peru?")
print(answer.text)
meta = answer.response_metadata
print(meta["model_provider"], meta["model_name"])
