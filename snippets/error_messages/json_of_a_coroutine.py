import asyncio
import json

from langchain_core.output_parsers import StrOutputParser
from langchain_ollama import ChatOllama

chain = ChatOllama(model="llama3") | StrOutputParser()


async def main():
    answer = chain.ainvoke("What is the capital of Japan?")
    print(json.dumps({"answer": answer}))


asyncio.run(main())
