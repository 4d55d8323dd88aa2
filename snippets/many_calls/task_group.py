import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    async with asyncio.TaskGroup() as group:
        whale = group.create_task(llm.ainvoke("A story title: whale"))
        fox = group.create_task(llm.ainvoke("A story title: fox"))
        owl = group.create_task(llm.ainvoke("A story title: owl"))
    print("The block ends when all three have their answers.")
    for task in (whale, fox, owl):
        print(task.result().text)


asyncio.run(main())
