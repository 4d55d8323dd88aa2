import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def main():
    print(llm.invoke("What is the capital of Japan?").text)


asyncio.run(main())
