import asyncio

from langchain_ollama import ChatOllama

SUBJECTS = ["rain", "snow", "wind", "fog"]


async def main():
    llm = ChatOllama(model="qwen3")
    calls = [llm.ainvoke(f"A title for {subject}") for subject in SUBJECTS]
    for answer in await asyncio.gather(*calls):
        print(answer.text)


asyncio.run(main())
