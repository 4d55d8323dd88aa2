import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Cache:
    def __init__(self):
        self.asked = {}

    async def ask(self, question):
        if question not in self.asked:
            call = llm.ainvoke(question)
            self.asked[question] = asyncio.ensure_future(call)
        return (await self.asked[question]).content


if __name__ == "__main__":

    async def main():
        print(await Cache().ask("What is new today?"))

    asyncio.run(main())
