import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    todo = [f"A headline about {s}" for s in ["cats", "rain", "tea"]]
    answers = {}
    for attempt in range(1, 4):
        calls = [llm.ainvoke(question) for question in todo]
        results = await asyncio.gather(*calls, return_exceptions=True)
        for question, result in zip(todo, results):
            if not isinstance(result, Exception):
                answers[question] = result.text
        todo = [question for question in todo if question not in answers]
        print(f"attempt {attempt}: {len(todo)} failed")
        if not todo:
            break
        await asyncio.sleep(attempt)
    print(answers)


asyncio.run(main())
