import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Bill:
    total = 0

    async def add(self, thing):
        self.total += len((await llm.ainvoke(f"Price of {thing}")).content)


async def main():
    bill = Bill()
    await asyncio.gather(bill.add("tea"), bill.add("milk"))
    print(bill.total)


asyncio.run(main())
