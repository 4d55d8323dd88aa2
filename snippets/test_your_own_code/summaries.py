import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def summarise_all(documents):
    places = asyncio.Semaphore(5)

    async def one(text):
        async with places:
            answer = await llm.ainvoke(f"Summarise {text}")
            return answer.content

    return await asyncio.gather(*map(one, documents))


if __name__ == "__main__":
    documents = [f"letter {number}" for number in range(8)]
    print(asyncio.run(summarise_all(documents)))
