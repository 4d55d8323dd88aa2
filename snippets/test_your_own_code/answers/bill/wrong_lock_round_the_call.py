import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Bill:
    total = 0
    lock = asyncio.Lock()

    async def add(self, thing):
        async with self.lock:
            before = self.total
            price = await llm.ainvoke(f"Price of {thing}")
            self.total = before + len(price.content)


async def main():
    bill = Bill()
    await asyncio.gather(bill.add("tea"), bill.add("milk"))
    print(bill.total)


asyncio.run(main())
