import asyncio
import time

import httpx
from fastapi import FastAPI
from langchain.agents import create_agent
from langchain_ollama import ChatOllama


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(1)
    return f"{city} is sunny."


app = FastAPI()
agent = create_agent(ChatOllama(model="llama3"), [weather])


@app.get("/umbrella/{city}")
async def umbrella(city: str):
    question = f"Do I need an umbrella in {city}?"
    state = await agent.ainvoke({"messages": question})
    return state["messages"][-1].text


@app.get("/health")
async def health():
    return "well"


async def visit(path, start):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test"
    ) as client:
        answer = (await client.get(path)).json()
    print(f"{time.perf_counter() - start:.1f} s: {answer}")


async def main():
    start = time.perf_counter()
    cities = ["Rome", "Oslo", "Lima"]
    asks = [visit(f"/umbrella/{city}", start) for city in cities]
    await asyncio.gather(*asks, visit("/health", start))


asyncio.run(main())
