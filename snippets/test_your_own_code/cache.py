import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Cache:
    def __init__(self):
        self.known = {}

    async def ask(self, question):
        if question not in self.known:
            answer = await llm.ainvoke(question)
            self.known[question] = answer.content
        return self.known[question]


if __name__ == "__main__":
    print(asyncio.run(Cache().ask("What is new today?")))
