from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
cities = ["Vienna", "Porto", "Ghent"]

ask = ChatPromptTemplate.from_template("What should I eat in {city}?") | llm
for answer in ask.batch(cities):
    print(answer.text)
