import asyncio
import logging
from contextvars import ContextVar

from langchain_ollama import ChatOllama

user = ContextVar("user", default="nobody")


class AddUser(logging.Filter):
    def filter(self, record):
        record.user = user.get()
        return True


logging.basicConfig(format="%(user)s: %(message)s", level=logging.WARNING)
logging.getLogger().handlers[0].addFilter(AddUser())
llm = ChatOllama(model="llama3")


async def request(name):
    user.set(name)
    logging.warning("asks")
    await llm.ainvoke(f"Greet {name}")
    logging.warning("has an answer")


async def main():
    await asyncio.gather(request("Ada"), request("Bob"))
    logging.warning("done")


asyncio.run(main())
