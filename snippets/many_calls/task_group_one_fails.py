import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    animals = ["whale", "ghost", "owl"]
    try:
        async with asyncio.TaskGroup() as group:
            for a in animals:
                group.create_task(llm.ainvoke(f"A story title: {a}"))
    except* Exception as errors:
        for error in errors.exceptions:
            print("failed:", error)
        print("The others were cancelled.")


asyncio.run(main())
