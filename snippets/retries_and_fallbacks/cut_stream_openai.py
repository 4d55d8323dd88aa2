import asyncio

from langchain_openai import ChatOpenAI
from openai import APIConnectionError

llm = ChatOpenAI(model="gpt-4o-mini", max_retries=2)


async def main():
    try:
        async for chunk in llm.astream("A headline that is cut off"):
            print(chunk.text, end="", flush=True)
    except APIConnectionError as error:
        reason = error.__cause__.__cause__
        print(f"\n{error} {reason}")


asyncio.run(main())
