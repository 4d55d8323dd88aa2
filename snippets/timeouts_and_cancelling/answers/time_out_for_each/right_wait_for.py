import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def ask(question):
    try:
        answer = await asyncio.wait_for(llm.ainvoke(question), 2)
        return answer.text
    except TimeoutError:
        return "no answer"


async def main():
    questions = ["Name a fruit.", "Think it over.", "Name a tree."]
    texts = await asyncio.gather(*[ask(q) for q in questions])
    for question, text in zip(questions, texts):
        print(question, text)


asyncio.run(main())
