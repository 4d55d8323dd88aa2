from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

whole = None
question = "Tell a story about a lighthouse."
for chunk in llm.stream(question):
    whole = chunk if whole is None else whole + chunk
print(whole.text)
print(whole.usage_metadata["output_tokens"], "tokens")
