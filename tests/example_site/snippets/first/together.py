import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    for answer in await asyncio.gather(llm.ainvoke("One?"), llm.ainvoke("Two?")):
        print(answer.content)


asyncio.run(main())
