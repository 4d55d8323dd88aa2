import asyncio
from unittest.mock import MagicMock


async def ask(llm):
    return await llm.ainvoke("What is the capital of Japan?")


print(asyncio.run(ask(MagicMock())))
