import asyncio
from contextlib import aclosing

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    question = "Tell a story about a lighthouse."
    text = ""
    async with aclosing(llm.astream(question)) as stream:
        async for chunk in stream:
            text += chunk.text
            if "," in text:
                break
        print(text.split(",")[0])
        await asyncio.sleep(1)  # the program has other things to do


asyncio.run(main())
