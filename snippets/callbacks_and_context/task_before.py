import asyncio

from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    before = asyncio.create_task(llm.ainvoke("Greet Ada"))
    with get_usage_metadata_callback() as usage:
        inside = asyncio.create_task(llm.ainvoke("Greet Bob"))
        await before
    await inside
    print("tokens:", usage.usage_metadata["llama3"]["output_tokens"])
    print("Ada had:", (await before).usage_metadata["output_tokens"])
    print("Bob had:", (await inside).usage_metadata["output_tokens"])


asyncio.run(main())
