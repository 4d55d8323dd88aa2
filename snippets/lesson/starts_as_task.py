import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answer = asyncio.create_task(llm.ainvoke("Explain relativity"))
    await asyncio.sleep(5)
    print("Five seconds later, the answer is there:")
    print((await answer).text)


asyncio.run(main())
