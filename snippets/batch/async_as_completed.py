import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "snow", "wind", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]


async def main():
    async for index, answer in llm.abatch_as_completed(questions):
        print(f"{topics[index]}: {answer.text}")


asyncio.run(main())
