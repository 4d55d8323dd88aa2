import asyncio
from contextlib import asynccontextmanager

import ollama
from fastapi import FastAPI, HTTPException
from langchain_ollama import ChatOllama

SLOTS = 1


@asynccontextmanager
async def lifespan(app):
    await ollama.AsyncClient().generate(model="mistral", keep_alive=-1)
    yield


app = FastAPI(lifespan=lifespan)
llm = ChatOllama(model="mistral", keep_alive=-1)
places = asyncio.Semaphore(SLOTS)


@app.get("/title/{subject}")
async def title(subject: str):
    try:
        async with asyncio.timeout(2.5):
            await places.acquire()
    except TimeoutError:
        raise HTTPException(503, headers={"Retry-After": "3"})
    try:
        return (await llm.ainvoke(f"A title for {subject}")).text
    finally:
        places.release()
