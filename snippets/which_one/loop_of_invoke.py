from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = ["Why do stars shine?", "Why is Mars red?", "Why do comets glow?"]

for question in questions:
    print(llm.invoke(question).text)
