import asyncio

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/ask")
async def ask(question: str):
    return (await llm.ainvoke(question)).content


@app.get("/health")
async def health():
    return "well"


async def test_health_while_it_answers(stage):
    stage.answers["Why?"] = "Because."
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://app") as web:
        answer = asyncio.create_task(web.get("/ask?question=Why?"))
        await asyncio.sleep(0.1)
        assert (await web.get("/health")).json() == "well"
        assert stage.seconds == 0.1
        assert (await answer).json() == "Because."
