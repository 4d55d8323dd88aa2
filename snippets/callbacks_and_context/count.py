import asyncio

from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def request(*names):
    with get_usage_metadata_callback() as usage:
        await asyncio.gather(*[llm.ainvoke(f"Greet {n}") for n in names])
    tokens = sum(u["total_tokens"] for u in usage.usage_metadata.values())
    print(len(names), "calls:", tokens, "tokens")


async def main():
    await asyncio.gather(request("Ada", "Bob"), request("Cleo"))


asyncio.run(main())
