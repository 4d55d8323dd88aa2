from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
task = asyncio.create_task(llm.ainvoke("Define everything."))
""",
    """
print((await llm.ainvoke("Define sand.")).text)
""",
    """
task.cancel()
await asyncio.wait([task])
print("cancelled:", task.cancelled())
""",
)
