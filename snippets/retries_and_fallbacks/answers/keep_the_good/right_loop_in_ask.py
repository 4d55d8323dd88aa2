import asyncio

from langchain_ollama import ChatOllama
from ollama import ResponseError

llm = ChatOllama(model="llama3")


async def ask(question):
    for _ in range(3):
        try:
            return await llm.ainvoke(question)
        except ResponseError:
            await asyncio.sleep(0.5)


async def main():
    questions = [f"A headline about {s}" for s in ["cats", "rain", "tea"]]
    results = await asyncio.gather(
        *[ask(q) for q in questions], return_exceptions=True
    )
    for result in results:
        print(getattr(result, "text", result))


asyncio.run(main())
