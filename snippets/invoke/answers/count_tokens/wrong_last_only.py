from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
tokens = 0

for question in [
    "Who painted the Mona Lisa?",
    "Who composed the Moonlight Sonata?",
]:
    answer = llm.invoke(question)
    print(answer.text)
    tokens = answer.usage_metadata["total_tokens"]
print(tokens)
