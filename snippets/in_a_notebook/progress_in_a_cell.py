from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
things = ["sand", "salt", "everything", "soot"]
""",
    """
calls = [llm.ainvoke(f"Define {thing}.") for thing in things]
for done, call in enumerate(asyncio.as_completed(calls), 1):
    answer = await call
    print(f"{done} of {len(things)}: {answer.text}")
""",
)
