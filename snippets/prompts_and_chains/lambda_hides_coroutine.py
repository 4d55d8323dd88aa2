import asyncio

from langchain_core.runnables import RunnableLambda


async def shout(text):
    return text.upper()


step = RunnableLambda(lambda text: shout(text))


async def main():
    print(await step.ainvoke("hello"))


asyncio.run(main())
