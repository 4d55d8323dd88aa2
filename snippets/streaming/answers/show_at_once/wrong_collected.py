from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

question = "Tell a story about a lighthouse."
text = ""
for chunk in llm.stream(question):
    text += chunk.text
print(text)
