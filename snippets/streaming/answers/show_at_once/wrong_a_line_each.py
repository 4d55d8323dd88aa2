from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

question = "Tell a story about a lighthouse."
for chunk in llm.stream(question):
    print(chunk.text, flush=True)
print()
