import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Bill:
    total = 0

    def __init__(self):
        self.lock = asyncio.Lock()

    async def add(self, thing):
        price = await llm.ainvoke(f"Price of {thing}")
        async with self.lock:
            self.total += len(price.content)


async def main():
    bill = Bill()
    await asyncio.gather(bill.add("tea"), bill.add("milk"))
    print(bill.total)


asyncio.run(main())
