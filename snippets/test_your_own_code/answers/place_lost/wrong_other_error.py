import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(places, question, seconds):
    await places.acquire()
    try:
        async with asyncio.timeout(seconds):
            answer = await llm.ainvoke(question)
    except ValueError:
        places.release()
        raise
    places.release()
    return answer.content


async def main():
    places = asyncio.Semaphore(1)
    for thing, seconds in (("tea", 0.2), ("milk", 2)):
        try:
            async with asyncio.timeout(5):
                print(await ask(places, f"Price of {thing}", seconds))
        except TimeoutError:
            print("too late")


asyncio.run(main())
