from kernel import run

run(
    """
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
""",
    """
async for chunk in llm.astream("Define sand."):
    print(chunk.text, end="", flush=True)
print()
""",
)
