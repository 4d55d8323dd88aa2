import asyncio

from langchain_core.runnables import RunnableLambda
from langchain_openai import ChatOpenAI


async def pieces(llm):
    async def title(thing):
        question = f"Invent a title for a story about {thing}."
        return (await llm.ainvoke(question)).text

    number = 0
    async for event in RunnableLambda(title).astream_events("a lighthouse"):
        number += event["event"] == "on_chat_model_stream"
    return number


async def main():
    llm = ChatOpenAI(model="gpt-4o-mini")
    print("as it is:", await pieces(llm))
    llm = ChatOpenAI(model="gpt-4o-mini", streaming=False)
    print("streaming=False:", await pieces(llm))


asyncio.run(main())
