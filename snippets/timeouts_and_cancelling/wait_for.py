import asyncio

from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini")


async def main():
    try:
        answer = await asyncio.wait_for(llm.ainvoke("Think it over."), 3)
        print(answer.text)
    except TimeoutError as error:
        print("gave up:", repr(error))


asyncio.run(main())
