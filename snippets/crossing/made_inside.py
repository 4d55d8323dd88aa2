import asyncio

from langchain_openai import ChatOpenAI


async def describe(city):
    llm = ChatOpenAI(model="gpt-4o-mini", max_retries=0)
    answer = await llm.ainvoke(f"Describe {city}")
    return answer.text


for city in ["Rome", "Oslo", "Cairo"]:
    try:
        print(asyncio.run(describe(city)))
    except RuntimeError as error:
        print("RuntimeError:", error)
