from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama


def define(thing):  # somebody else's, and sync
    llm = ChatOllama(model="llama3")
    return asyncio.run(llm.ainvoke(f"Define {thing}.")).text
""",
    """
print(await asyncio.to_thread(define, "sand"))
""",
)
