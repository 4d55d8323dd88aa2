from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template("Write a motto for a {business}.")
llm = ChatOllama(model="llama3")
chain = prompt | llm | StrOutputParser()

for text in chain.stream({"business": "bakery"}):
    print(text, end="", flush=True)
print()
