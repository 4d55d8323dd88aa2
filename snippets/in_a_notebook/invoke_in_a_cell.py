from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
words = []


async def read():
    async for chunk in llm.astream("Define everything."):
        words.append(chunk.text)


task = asyncio.create_task(read())
""",
    """
answer = llm.invoke("Define sand.")
print(answer.text, len(words))
""",
    """
await task
print("".join(words))
""",
)
