from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


chain = llm | StrOutputParser()
question = "Invent a title for a story about a lighthouse."
for text in chain.stream(question):
    print(text.replace(" ", "..."), end="", flush=True)
print()
