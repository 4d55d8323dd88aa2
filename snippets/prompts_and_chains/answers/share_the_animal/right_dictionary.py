from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template
model = ChatOllama(model="llama3") | StrOutputParser()
find = prompt("Name an animal that lives in a {place}.") | model
proverb = prompt("Invent a proverb about an {animal}.") | model
riddle = prompt("Invent a riddle about an {animal}.") | model

chain = find | {"proverb": proverb, "riddle": riddle}
answers = chain.invoke({"place": "reef"})
print(answers["proverb"])
print(answers["riddle"])
