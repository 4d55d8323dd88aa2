from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama


async def main():
    answer = await ChatOllama(model="llama3").ainvoke("Define sand.")
    print(answer.text)
""",
    """
asyncio.run(main())
""",
    """
await main()
""",
)
