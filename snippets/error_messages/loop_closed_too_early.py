import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask():
    answer = await llm.ainvoke("What is the capital of Japan?")
    print(answer.text)


loop = asyncio.new_event_loop()
task = loop.create_task(ask())
loop.run_until_complete(asyncio.sleep(0.1))
loop.close()
