from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
name = ChatPromptTemplate.from_template("Invent a name for {thing}.")
slogan = ChatPromptTemplate.from_template("Write a slogan for {name}.")
text = StrOutputParser()
chain = name | llm | text | slogan | llm | text

things = ["a bakery", "a ferry", "a band"]
for thing, slogan in zip(things, chain.batch(things)):
    print(f"{thing}: {slogan}")
