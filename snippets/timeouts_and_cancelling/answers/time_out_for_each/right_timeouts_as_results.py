import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    async with asyncio.timeout(2):
        answer = await llm.ainvoke(question)
        return answer.text


async def main():
    questions = ["Name a fruit.", "Think it over.", "Name a tree."]
    texts = await asyncio.gather(
        *[ask(q) for q in questions], return_exceptions=True
    )
    for question, text in zip(questions, texts):
        late = isinstance(text, TimeoutError)
        print(question, "no answer" if late else text)


asyncio.run(main())
