from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template
model = ChatOllama(model="llama3") | StrOutputParser()
opinions = {
    "virtue": prompt("Name a virtue of {topic}.") | model,
    "vice": prompt("Name a vice of {topic}.") | model,
}
weigh = prompt("What counts more? {virtue} Or: {vice}") | model
chain = opinions | weigh

print(chain.invoke({"topic": "remote work"}))
