import asyncio
from contextlib import aclosing

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    question = "Tell a story about a lighthouse."
    async with aclosing(llm.astream(question)) as stream:
        async for chunk in stream:
            print(chunk.text, end="", flush=True)
            if "lamp" in chunk.text:
                break
    print("\nNow something else, for two seconds.")
    await asyncio.sleep(2)


asyncio.run(main())
