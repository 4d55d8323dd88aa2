import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    questions = [f"A headline about {s}" for s in ["cats", "rain", "tea"]]
    results = await asyncio.gather(
        *[llm.ainvoke(q) for q in questions], return_exceptions=True
    )
    for result in results:
        if not isinstance(result, Exception):
            print(result.text)


asyncio.run(main())
