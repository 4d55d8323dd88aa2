from collections.abc import AsyncIterable

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/words", response_class=EventSourceResponse)
async def words(fruit: str) -> AsyncIterable[ServerSentEvent]:
    async for chunk in llm.astream(f"Praise {fruit}."):
        yield ServerSentEvent(data=chunk.text)
    yield ServerSentEvent(event="end", data="")
