from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def ask(word):
    print(llm.invoke(f"Which planet is the {word}?").text)


ask("largest")
ask("hottest")
