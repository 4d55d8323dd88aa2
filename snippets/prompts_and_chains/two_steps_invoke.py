from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
find = ChatPromptTemplate.from_template(
    "Name an animal that lives in a {place}."
)
praise = ChatPromptTemplate.from_template(
    "Invent a proverb about an {animal}."
)
text = StrOutputParser()
chain = find | llm | text | praise | llm | text

print(chain.invoke({"place": "reef"}))
