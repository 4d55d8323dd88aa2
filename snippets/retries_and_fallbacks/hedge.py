import asyncio

from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI

local = ChatOllama(model="llama3")
cloud = ChatOpenAI(model="gpt-4o-mini")


async def ask(question):
    tasks = [asyncio.create_task(local.ainvoke(question))]
    done, _ = await asyncio.wait(tasks, timeout=2)
    if not done:
        tasks.append(asyncio.create_task(cloud.ainvoke(question)))
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if not isinstance(result, BaseException):
            return result
    raise results[0]


async def main():
    answer = await ask("A headline, slow from time to time")
    print(answer.text)
    print("from", answer.response_metadata["model_provider"])


asyncio.run(main())
