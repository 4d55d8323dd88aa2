import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    call = asyncio.create_task(llm.ainvoke(question))
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        call.cancel()
        raise


async def main():
    asking = asyncio.create_task(ask("Name a fruit."))
    await asyncio.sleep(0.5)
    asking.cancel()
    await asyncio.sleep(0)
    asking.cancel()  # a second time, as anyio does
    await asyncio.wait([asking])
    print("cancelled:", asking.cancelled())
    answer = await ask("Name a fruit.")
    print(answer.text)


asyncio.run(main())
