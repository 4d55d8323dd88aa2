from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def with_dots(text):
    return text.replace(" ", "...")


chain = llm | StrOutputParser() | with_dots
question = "Invent a title for a story about a lighthouse."
print("A title: ", end="", flush=True)
for text in chain.stream(question):
    print(text, end="", flush=True)
print()
