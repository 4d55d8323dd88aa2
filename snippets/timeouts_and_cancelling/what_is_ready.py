import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    questions = ["Name a fruit.", "Think it over.", "Name a tree."]
    tasks = [asyncio.create_task(llm.ainvoke(q)) for q in questions]
    done, pending = await asyncio.wait(tasks, timeout=2)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for question, task in zip(questions, tasks):
        text = "no answer" if task.cancelled() else task.result().text
        print(question, text)


asyncio.run(main())
