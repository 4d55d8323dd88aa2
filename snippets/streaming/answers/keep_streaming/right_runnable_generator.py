from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableGenerator
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def with_dots(texts):
    for text in texts:
        yield text.replace(" ", "...")


chain = llm | StrOutputParser() | RunnableGenerator(with_dots)
question = "Invent a title for a story about a lighthouse."
for text in chain.stream(question):
    print(text, end="", flush=True)
print()
