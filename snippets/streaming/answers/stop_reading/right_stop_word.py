import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    question = "Tell a story about a lighthouse."
    stream = llm.astream(question, stop=[","])
    text = ""
    async for chunk in stream:
        text += chunk.text
    print(text.split(",")[0])
    await asyncio.sleep(1)  # the program has other things to do


asyncio.run(main())
