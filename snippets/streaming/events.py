import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def shout(message):
    return message.text.upper()


async def main():
    chain = llm | shout
    question = "Invent a title for a story about a lighthouse."
    async for event in chain.astream_events(question):
        print(event["event"], event["name"])


asyncio.run(main())
