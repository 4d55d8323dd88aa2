from kernel import run

run(
    """
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
""",
    """
questions = [f"Define {thing}." for thing in ["sand", "salt", "soot"]]
for answer in await llm.abatch(questions):
    print(answer.text)
""",
)
