import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    async with asyncio.Semaphore(4):
        return await llm.ainvoke(question)


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 13)]
    answers = await asyncio.gather(*[ask(q) for q in questions])
    print(answers[-1].text)


asyncio.run(main())
