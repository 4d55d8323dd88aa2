import asyncio

import httpx
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from langchain_ollama import ChatOllama
from own_server import clock, serving

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/stream")
async def stream() -> StreamingResponse:
    async def events():
        try:
            async for chunk in llm.astream("Name a fruit."):
                yield f"data: {chunk.text}\n\n"
        finally:
            clock("the stream has ended")

    return StreamingResponse(events(), media_type="text/event-stream")


@app.get("/answer")
async def answer() -> str:
    text = (await llm.ainvoke("Name a fruit.")).text
    clock("the endpoint has its answer")
    return text


async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000") as client:
        async with client.stream("GET", "/stream") as answer:
            async for line in answer.aiter_lines():
                if line:
                    clock(line)
        async with client.stream("GET", "/stream") as answer:
            async for line in answer.aiter_lines():
                clock("the first line:", line)
                break
        await asyncio.sleep(1)
        try:
            await client.get("/answer", timeout=0.4)
        except httpx.ReadTimeout:
            clock("gave up")
        await asyncio.sleep(1)


with serving(app):
    asyncio.run(main())
