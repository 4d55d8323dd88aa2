import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from langchain_ollama import ChatOllama
from visitors import visit


@asynccontextmanager
async def lifespan(app):
    app.state.places = asyncio.Semaphore(2)
    yield


app = FastAPI(lifespan=lifespan)
llm = ChatOllama(model="llama3")


@app.get("/praise")
async def praise(fruit: str, request: Request):
    async with request.app.state.places:
        answer = await llm.ainvoke(f"Praise {fruit}.")
    return answer.text


@app.get("/health")
async def health():
    return "ok"


visit(app)
