import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    print(answer.text)


for attempt in [1, 2, 3]:
    try:
        asyncio.run(ask("What is the capital of Japan?"))
    except RuntimeError as error:
        print(f"attempt {attempt}: {error}")
