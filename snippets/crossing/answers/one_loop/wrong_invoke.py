from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def describe(city):
    return llm.invoke(f"Describe {city}").text


try:
    for city in ["Rome", "Oslo", "Cairo"]:
        print(describe(city))
except RuntimeError as error:
    print("RuntimeError:", error)
