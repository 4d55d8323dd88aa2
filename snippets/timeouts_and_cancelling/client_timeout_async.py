import asyncio

import httpx
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI
from openai import APITimeoutError

local = ChatOllama(model="llama3", client_kwargs={"timeout": 5})
cloud = ChatOpenAI(model="gpt-4o-mini", timeout=5, max_retries=0)


async def ask(llm):
    try:
        print((await llm.ainvoke("Think it over.")).text)
    except (httpx.ReadTimeout, APITimeoutError) as error:
        print(f"{type(llm).__name__}: {error!r}")


async def main():
    await asyncio.gather(ask(local), ask(cloud))


asyncio.run(main())
