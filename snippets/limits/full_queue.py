import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3.1")


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 6)]
    results = await asyncio.gather(
        *[llm.ainvoke(q) for q in questions], return_exceptions=True
    )
    for result in results:
        if isinstance(result, Exception):
            print(f"{type(result).__name__}: {result}")
        else:
            print(result.text)


asyncio.run(main())
