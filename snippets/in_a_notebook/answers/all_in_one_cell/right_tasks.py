from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
things = ["sand", "salt", "soot"]
tasks = [asyncio.create_task(llm.ainvoke(f"Define {t}.")) for t in things]
""",
    """
for task in tasks:
    print((await task).text)
""",
)
