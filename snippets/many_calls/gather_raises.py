import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "ghost", "owl"]
    calls = [llm.ainvoke(f"A story title: {a}") for a in animals]
    try:
        results = await asyncio.gather(*calls)
        print(results)
    except Exception as error:
        print("failed:", error)
    await asyncio.sleep(2)
    print("The program went on.")


asyncio.run(main())
