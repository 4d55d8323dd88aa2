import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "snow", "wind", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]


async def main():
    answers = await llm.abatch(questions)
    for topic, answer in zip(topics, answers):
        print(f"{topic}: {answer.text}")


asyncio.run(main())
