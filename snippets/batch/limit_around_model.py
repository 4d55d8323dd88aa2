import asyncio

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableParallel
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
slots = asyncio.Semaphore(2)


async def ask(prompt):
    async with slots:
        return await llm.ainvoke(prompt)


question = ChatPromptTemplate.from_template
weather = RunnableParallel(
    rain=question("Explain rain in a {form}.") | ask,
    snow=question("Explain snow in a {form}.") | ask,
    wind=question("Explain wind in a {form}.") | ask,
)


async def main():
    forms = ["haiku", "verse", "headline", "riddle"]
    answers = await weather.abatch(forms)
    print(len(answers), "forms, three answers each")


asyncio.run(main())
