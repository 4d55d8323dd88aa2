import asyncio

from fastapi import FastAPI
from langchain_ollama import ChatOllama
from visitors import visit

app = FastAPI()
llm = ChatOllama(model="llama3")
places = asyncio.Semaphore(2)


@app.get("/praise")
async def praise(fruit: str):
    async with places:
        answer = await llm.ainvoke(f"Praise {fruit}.")
    return answer.text


@app.get("/health")
async def health():
    return "ok"


visit(app)
