import asyncio

from langchain_ollama import ChatOllama


async def main():
    llm = ChatOllama(model="llama3")
    questions = [f"Name fruit number {n}." for n in range(1, 13)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(answers), "answers")


asyncio.run(main())
