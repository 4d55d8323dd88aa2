import asyncio

from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama


async def main():
    llm = ChatOllama(model="llama3")
    result = await llm.ainvoke([HumanMessage("Explain relativity")])
    print(result.text)


asyncio.run(main())
