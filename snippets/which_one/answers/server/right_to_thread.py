import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def handle(request):
    answer = await asyncio.to_thread(llm.invoke, request)
    print(answer.text)


async def main():
    # Two users ask a web server at the same time.
    await asyncio.gather(
        handle("Where is the station?"), handle("Is the post office open?")
    )


asyncio.run(main())
