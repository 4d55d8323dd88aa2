import asyncio

from fastapi import FastAPI
from langchain_ollama import ChatOllama
from visitors import visit

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/praise")
async def praise(fruit: str):
    answer = await asyncio.to_thread(llm.invoke, f"Praise {fruit}.")
    return answer.text


@app.get("/health")
async def health():
    return "ok"


visit(app)
