import asyncio
from unittest.mock import AsyncMock


async def ask(llm):
    return await llm.ainvoke("What is the capital of Japan?")


llm = AsyncMock()
llm.ainvoke.return_value = "Tokyo"
print(asyncio.run(ask(llm)))
