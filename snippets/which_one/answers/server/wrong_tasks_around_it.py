import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def handle(request):
    answer = llm.invoke(request)
    print(answer.text)


async def main():
    # Two users ask a web server at the same time.
    first = asyncio.create_task(handle("Where is the station?"))
    await handle("Is the post office open?")
    await first


asyncio.run(main())
