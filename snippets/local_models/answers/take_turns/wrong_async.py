import asyncio

from langchain_ollama import ChatOllama


async def work(subject):
    guard = ChatOllama(model="qwen3")
    writer = ChatOllama(model="mistral")
    verdict = await guard.ainvoke(f"Is this spam? {subject}")
    if "No" in verdict.text:
        title = await writer.ainvoke(f"A title for {subject}")
        print(title.text)


for subject in ["rain", "snow", "wind"]:
    asyncio.run(work(subject))
