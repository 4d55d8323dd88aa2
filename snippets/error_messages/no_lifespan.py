import asyncio
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from langchain_ollama import ChatOllama


@asynccontextmanager
async def lifespan(app):
    app.state.llm = ChatOllama(model="llama3")
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def ask(request: Request):
    llm = request.app.state.llm
    return (await llm.ainvoke("What is the capital of Japan?")).text


async def main():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test"
    ) as client:
        print((await client.get("/")).json())


asyncio.run(main())
