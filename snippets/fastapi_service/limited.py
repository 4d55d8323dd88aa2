import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from langchain_ollama import ChatOllama


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.llm = ChatOllama(model="llama3")
    app.state.places = asyncio.Semaphore(2)
    app.state.inside = 0
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/praise")
async def praise(fruit: str, request: Request):
    state = request.app.state
    if state.inside == 4:
        raise HTTPException(503, headers={"Retry-After": "2"})
    state.inside += 1
    try:
        async with state.places:
            answer = await state.llm.ainvoke(f"Praise {fruit}.")
    finally:
        state.inside -= 1
    return answer.text
