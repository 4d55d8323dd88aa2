import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    fox, red, owl, clock = await asyncio.gather(
        llm.ainvoke("A story title: fox"),
        llm.ainvoke("A cover picture: fox"),
        llm.ainvoke("A story title: owl"),
        llm.ainvoke("A cover picture: owl"),
    )
    print(f"{fox.text} ({red.text})")
    print(f"{owl.text} ({clock.text})")


asyncio.run(main())
