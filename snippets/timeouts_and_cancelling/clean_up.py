import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def write(subject):
    print("open:", subject)
    try:
        answer = await llm.ainvoke("Write a slow poem.")
        print(answer.text)
    except Exception as error:
        print("never printed:", error)
    finally:
        print("close:", subject)


async def main():
    task = asyncio.create_task(write("poem"))
    await asyncio.sleep(2)
    task.cancel()
    await asyncio.wait([task])
    print("cancelled:", task.cancelled())


asyncio.run(main())
