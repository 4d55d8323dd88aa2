import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

prompt = ChatPromptTemplate.from_template
model = ChatOllama(model="llama3") | StrOutputParser()
find = prompt("Name an animal that lives in a {place}.") | model
proverb = prompt("Invent a proverb about an {animal}.") | model
riddle = prompt("Invent a riddle about an {animal}.") | model

animal = find.invoke({"place": "reef"})


async def main():
    print(
        *await asyncio.gather(proverb.ainvoke(animal), riddle.ainvoke(animal)),
        sep="\n",
    )


asyncio.run(main())
