import asyncio

from langchain_ollama import ChatOllama
from langchain_core.messages import HumanMessage


async def main():
    llm = ChatOllama(model="llama3")
    question = HumanMessage(content="Explain relativity")
    result = await llm.ainvoke([question])
    print(result.content)


asyncio.run(main())
