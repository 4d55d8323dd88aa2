from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableParallel
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template
model = ChatOllama(model="llama3") | StrOutputParser()
opinions = RunnableParallel(
    virtue=prompt("Name a virtue of {topic}.") | model,
    vice=prompt("Name a vice of {topic}.") | model,
    myth=prompt("Name a myth about {topic}.") | model,
)

for name, text in opinions.invoke({"topic": "remote work"}).items():
    print(f"{name}: {text}")
