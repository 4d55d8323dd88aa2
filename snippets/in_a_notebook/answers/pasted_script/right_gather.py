from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    answer = await llm.ainvoke("Define sand.")
    print(answer.text)


await asyncio.gather(main())
""",
    """
answer = await llm.ainvoke("Define salt.")
print(answer.text)
""",
)
