from kernel import run

run(
    """
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
""",
    """
answer = await llm.ainvoke("Define sand.")
print(answer.text)
""",
    """
import asyncio

things = ["sand", "salt", "soot"]
calls = [llm.ainvoke(f"Define {thing}.") for thing in things]
for answer in await asyncio.gather(*calls):
    print(answer.text)
""",
)
