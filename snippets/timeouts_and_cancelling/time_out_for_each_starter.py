import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    return answer.text


async def main():
    questions = ["Name a fruit.", "Think it over.", "Name a tree."]
    try:
        async with asyncio.timeout(2):
            for question in questions:
                print(question, await ask(question))
    except TimeoutError:
        print("Time is up.")


asyncio.run(main())
