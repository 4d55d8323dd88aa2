import asyncio

from langchain_openai import ChatOpenAI


async def ask(question):
    llm = ChatOpenAI(model="gpt-4o-mini")
    answer = await llm.ainvoke(question)
    print(answer.text)


asyncio.run(ask("What is the capital of Japan?"))
asyncio.run(ask("Name a planet with rings."))
