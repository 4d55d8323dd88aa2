import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def handle(request):
    answer = await llm.ainvoke(request)
    print(answer.text)


async def main():
    # Two users ask a web server at the same time.
    await handle("Where is the station?")
    await handle("Is the post office open?")


asyncio.run(main())
