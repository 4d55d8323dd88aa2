from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
known = {}

for word in ["largest", "hottest", "largest", "largest"]:
    prompt = f"Which planet is the {word}?"
    known[prompt] = llm.invoke(prompt)
    print(known[prompt].text)
