from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
""",
    """
things = ["sand", "salt", "soot"]
calls = [llm.ainvoke(f"Define {thing}.") for thing in things]
for answer in await asyncio.gather(*calls):
    print(answer.text)
""",
)
