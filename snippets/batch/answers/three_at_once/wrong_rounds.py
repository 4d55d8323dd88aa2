import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [f"Name cloud fact {n}." for n in range(1, 10)]


async def main():
    answers = []
    for first in range(0, 9, 3):
        calls = [llm.ainvoke(q) for q in questions[first : first + 3]]
        answers += await asyncio.gather(*calls)
    print(len(answers), "facts")


asyncio.run(main())
