import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    questions = [f"A headline about {s}" for s in ["cats", "rain", "tea"]]
    results = await asyncio.gather(
        *[llm.ainvoke(q) for q in questions], return_exceptions=True
    )
    if any(isinstance(result, Exception) for result in results):
        results = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    for result in results:
        print(getattr(result, "text", result))


asyncio.run(main())
