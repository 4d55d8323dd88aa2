import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    call = asyncio.create_task(llm.ainvoke("What is the capital of Japan?"))
    await asyncio.sleep(0.7)
    call.cancel()
    try:
        await call
    except asyncio.CancelledError:
        print("The call was cancelled.")


asyncio.run(main())
