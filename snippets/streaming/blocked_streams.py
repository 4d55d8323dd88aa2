import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def count(language):
    question = f"Count to four in {language}."
    for chunk in llm.stream(question):
        if chunk.text:
            print(f"{language}: {chunk.text}")


async def main():
    await asyncio.gather(count("English"), count("French"))


asyncio.run(main())
