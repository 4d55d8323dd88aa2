import asyncio

from langchain_ollama import ChatOllama

guard = ChatOllama(model="qwen3")
writer = ChatOllama(model="mistral")
subjects = ["rain", "snow", "wind"]


async def main():
    mails = [f"Is this spam? {subject}" for subject in subjects]
    verdicts = await guard.abatch(mails)
    good = [s for s, v in zip(subjects, verdicts) if "No" in v.text]
    for title in await writer.abatch([f"A title for {s}" for s in good]):
        print(title.text)


asyncio.run(main())
