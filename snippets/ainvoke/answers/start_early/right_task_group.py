import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    async with asyncio.TaskGroup() as group:
        call = group.create_task(llm.ainvoke("Name a planet with rings."))
        await asyncio.sleep(0.9)
        print("The telescope is set up.")
    answer = call.result()
    print(answer.text)


asyncio.run(main())
