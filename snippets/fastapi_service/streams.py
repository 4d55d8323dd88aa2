from collections.abc import AsyncIterable

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/words", response_class=EventSourceResponse)
async def words(fruit: str) -> AsyncIterable[str]:
    async for chunk in llm.astream(f"Praise {fruit}."):
        yield chunk.text


@app.get("/blocking-words", response_class=EventSourceResponse)
async def blocking_words(fruit: str) -> AsyncIterable[str]:
    for chunk in llm.stream(f"Praise {fruit}."):
        yield chunk.text
