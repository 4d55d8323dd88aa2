import asyncio

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableParallel
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = ChatPromptTemplate.from_template
weather = RunnableParallel(
    rain=question("Explain rain in a {form}.") | llm,
    snow=question("Explain snow in a {form}.") | llm,
    wind=question("Explain wind in a {form}.") | llm,
)


async def main():
    limit = {"max_concurrency": 2}
    forms = ["haiku", "verse", "headline", "riddle"]
    answers = await weather.abatch(forms, config=limit)
    print(len(answers), "forms, three answers each")


asyncio.run(main())
