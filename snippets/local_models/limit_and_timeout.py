import asyncio

import httpx
from langchain_ollama import ChatOllama

SUBJECTS = ["rain", "snow", "wind", "fog"]
slot = asyncio.Semaphore(1)


async def ask(llm, subject):
    async with slot:
        try:
            print((await llm.ainvoke(f"A title for {subject}")).text)
        except httpx.ReadTimeout:
            print(f"{subject}: ReadTimeout")


async def main():
    await ChatOllama(model="mistral").ainvoke("A title for heat")
    llm = ChatOllama(model="mistral", client_kwargs={"timeout": 1.5})
    await asyncio.gather(*(ask(llm, subject) for subject in SUBJECTS))


asyncio.run(main())
