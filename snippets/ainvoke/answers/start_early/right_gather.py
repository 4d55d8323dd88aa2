import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def set_up():
    await asyncio.sleep(0.9)
    print("The telescope is set up.")


async def main():
    answer, _ = await asyncio.gather(
        llm.ainvoke("Name a planet with rings."), set_up()
    )
    print(answer.text)


asyncio.run(main())
