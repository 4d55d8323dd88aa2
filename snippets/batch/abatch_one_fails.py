import asyncio

from langchain_ollama import ChatOllama
from ollama import ResponseError

llm = ChatOllama(model="llama3")
topics = ["rain", "a gremlin", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]


async def main():
    try:
        await llm.abatch(questions)
    except ResponseError as error:
        print(f"failed: {error}")
    await asyncio.sleep(1.0)  # the program goes on


asyncio.run(main())
