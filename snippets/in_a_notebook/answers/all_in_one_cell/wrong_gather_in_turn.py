from kernel import run

run(
    """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
""",
    """
for thing in ["sand", "salt", "soot"]:
    [answer] = await asyncio.gather(llm.ainvoke(f"Define {thing}."))
    print(answer.text)
""",
)
