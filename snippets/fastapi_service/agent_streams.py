import asyncio

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from langchain.agents import create_agent
from langchain_ollama import ChatOllama

app = FastAPI()
agent = create_agent(ChatOllama(model="llama3"), [])


async def words(fruit):
    question = {"messages": f"Tell me about {fruit}."}
    async for piece, _ in agent.astream(question, stream_mode="messages"):
        yield piece.text


async def in_a_task(stream):
    items = asyncio.Queue()

    async def read():
        try:
            async for item in stream:
                items.put_nowait(item)
        finally:
            items.put_nowait(None)

    task = asyncio.create_task(read())
    try:
        while (item := await items.get()) is not None:
            yield item
        await task
    finally:
        task.cancel()


@app.get("/agent")
async def plain():
    return StreamingResponse(words("apples"))


@app.get("/agent-in-a-task")
async def guarded():
    return StreamingResponse(in_a_task(words("pears")))
