import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    question = "Tell a story about a lighthouse."
    async for chunk in llm.astream(question):
        print(chunk.text, end="", flush=True)
        if "lamp" in chunk.text:
            break
    print("\nNow something else, for two seconds.")
    await asyncio.sleep(2)


asyncio.run(main())
