import asyncio
import threading

from langchain_core.runnables import RunnableLambda


def shout(text):
    print("shout runs in", threading.current_thread().name)
    return text.upper()


step = RunnableLambda(shout)
print(step.invoke("invoke"))


async def main():
    print(await step.ainvoke("ainvoke"))


asyncio.run(main())
