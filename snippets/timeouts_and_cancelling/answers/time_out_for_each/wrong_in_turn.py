import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    try:
        async with asyncio.timeout(2):
            answer = await llm.ainvoke(question)
            return answer.text
    except TimeoutError:
        return "no answer"


async def main():
    questions = ["Name a fruit.", "Think it over.", "Name a tree."]
    for question in questions:
        print(question, await ask(question))


asyncio.run(main())
