import httpx
from fastapi import FastAPI
from langchain_ollama import ChatOllama
from visitors import visit

app = FastAPI()
llm = ChatOllama(
    model="llama3",
    async_client_kwargs={"limits": httpx.Limits(max_connections=2)},
)


@app.get("/praise")
async def praise(fruit: str):
    answer = await llm.ainvoke(f"Praise {fruit}.")
    return answer.text


@app.get("/health")
async def health():
    return "ok"


visit(app)
