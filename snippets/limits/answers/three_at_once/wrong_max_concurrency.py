import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(number):
    answer = await llm.ainvoke(
        f"Sum up novel {number}", {"max_concurrency": 3}
    )
    print(answer.text)


async def main():
    await asyncio.gather(*[ask(n) for n in range(1, 8)])


asyncio.run(main())
