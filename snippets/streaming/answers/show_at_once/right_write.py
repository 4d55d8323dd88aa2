import sys

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

question = "Tell a story about a lighthouse."
for chunk in llm.stream(question):
    sys.stdout.write(chunk.text)
    sys.stdout.flush()
print()
