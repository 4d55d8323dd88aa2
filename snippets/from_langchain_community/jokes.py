import asyncio

from langchain_community.chat_models import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    results = await asyncio.gather(
        llm.ainvoke("Tell me a joke about elephants"),
        llm.ainvoke("Tell me a joke about monkeys"),
    )
    for result in results:
        print(result.content)


asyncio.run(main())
