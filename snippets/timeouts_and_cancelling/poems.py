import asyncio

import httpx
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from langchain_ollama import ChatOllama

one = {"limits": httpx.Limits(max_connections=1)}
llm = ChatOllama(model="llama3", async_client_kwargs=one)
app = FastAPI()


async def words():
    async for chunk in llm.astream("Write a slow poem."):
        yield chunk.text


async def whole():
    yield (await llm.ainvoke("Write a slow poem.")).text


async def guarded():
    call = asyncio.create_task(llm.ainvoke("Write a slow poem."))
    try:
        yield (await asyncio.shield(call)).text
    finally:
        call.cancel()


@app.get("/words")
async def in_words():
    return StreamingResponse(words())


@app.get("/whole")
async def as_a_whole():
    return StreamingResponse(whole())


@app.get("/guarded")
async def as_a_whole_guarded():
    return StreamingResponse(guarded())


@app.get("/fruit")
async def fruit():
    try:
        async with asyncio.timeout(60):
            return (await llm.ainvoke("Name a fruit.")).text
    except TimeoutError:
        return "No connection is free, after a minute."
