import asyncio

from fastapi import FastAPI
from langchain_ollama import ChatOllama


def create_app():
    app = FastAPI()
    llm = ChatOllama(model="llama3")
    places = asyncio.Semaphore(2)

    @app.get("/praise")
    async def praise(fruit: str):
        async with places:
            return (await llm.ainvoke(f"Praise {fruit}.")).text

    return app
