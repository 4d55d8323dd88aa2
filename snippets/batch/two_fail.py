import asyncio

from langchain_ollama import ChatOllama
from ollama import ResponseError

llm = ChatOllama(model="llama3")
topics = ["rain", "a slow gremlin", "a gremlin"]
questions = [f"Explain {topic} in a sentence." for topic in topics]


async def main():
    try:
        await llm.abatch(questions)
    except ResponseError as error:
        print("abatch():", error.error)
    await asyncio.sleep(1.0)  # the program goes on


try:
    llm.batch(questions)
except ResponseError as error:
    print("batch():", error.error)
asyncio.run(main())
