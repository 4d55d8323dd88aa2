import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = llm.ainvoke("Name a planet with rings.")
    await asyncio.sleep(0.9)
    print("The telescope is set up.")
    answer = await asyncio.create_task(call)
    print(answer.text)


asyncio.run(main())
