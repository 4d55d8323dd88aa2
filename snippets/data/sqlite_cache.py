import asyncio
import tempfile
import time
from pathlib import Path

from langchain_community.cache import SQLiteCache
from langchain_ollama import ChatOllama


async def ask(path):
    cache = SQLiteCache(database_path=path)
    llm = ChatOllama(model="llama3", cache=cache)
    start = time.perf_counter()
    answer = await llm.ainvoke("Who wrote Emma?")
    print(f"{answer.text} {time.perf_counter() - start:.1f} s")
    cache.engine.dispose()


with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "answers.db"))
    asyncio.run(ask(path))
    asyncio.run(ask(path))
