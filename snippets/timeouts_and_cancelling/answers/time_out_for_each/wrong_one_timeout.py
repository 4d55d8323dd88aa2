import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    answer = await llm.ainvoke(question)
    return answer.text


async def main():
    questions = ["Name a fruit.", "Think it over.", "Name a tree."]
    try:
        async with asyncio.timeout(2):
            texts = await asyncio.gather(*[ask(q) for q in questions])
            for question, text in zip(questions, texts):
                print(question, text)
    except TimeoutError:
        print("no answer")


asyncio.run(main())
