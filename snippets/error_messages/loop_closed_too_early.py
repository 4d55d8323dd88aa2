import asyncio
import gc

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def watch(event):
    await event.wait()
    print("It has happened.")


def main():
    loop = asyncio.new_event_loop()
    task = loop.create_task(watch(asyncio.Event()))
    question = "What is the capital of Japan?"
    print(loop.run_until_complete(llm.ainvoke(question)).text)
    loop.close()
    print("done:", task.done())


main()
gc.collect()  # Python does that by itself, sooner or later.
