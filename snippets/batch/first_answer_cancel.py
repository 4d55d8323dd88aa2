import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "snow", "wind", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]


async def main():
    calls = [asyncio.create_task(llm.ainvoke(q)) for q in questions]
    for earliest in asyncio.as_completed(calls):
        answer = await earliest
        print(answer.text)
        break
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


asyncio.run(main())
