import asyncio

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/stream")
async def stream():
    async def words():
        async for chunk in llm.astream("Tell me about apples."):
            yield chunk.text

    return StreamingResponse(words())


@app.get("/plain")
async def plain():
    return (await llm.ainvoke("Tell me about pears.")).text


@app.get("/watched")
async def watched(request: Request):
    call = asyncio.create_task(llm.ainvoke("Tell me about plums."))
    while not await request.is_disconnected():
        await asyncio.wait([call], timeout=0.1)
        if call.done():
            return call.result().text
    call.cancel()
    raise HTTPException(499, "The client has left.")
