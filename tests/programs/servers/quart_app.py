import asyncio
import time

import httpx
from hypercorn.asyncio import serve
from hypercorn.config import Config
from langchain_ollama import ChatOllama
from own_server import clock, serving
from quart import Quart

app = Quart(__name__)


@app.get("/awaits")
async def awaits() -> str:
    return (await ChatOllama(model="llama3").ainvoke("Name a fruit.")).text


@app.get("/threaded")
def threaded() -> str:
    time.sleep(1)
    return "in a thread"


async def ask():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000") as client:
        for path in ("/awaits", "/threaded"):
            clock([answer.text for answer in await asyncio.gather(*(client.get(path) for _ in range(2)))])


async def under_hypercorn():
    stop, config = asyncio.Event(), Config()
    config.bind, config.loglevel = ["127.0.0.1:8000"], "warning"
    server = asyncio.create_task(serve(app, config, shutdown_trigger=stop.wait))
    await asyncio.sleep(0.1)
    await ask()
    stop.set()
    await server


async def by_its_test_client():
    answer = await app.test_client().get("/awaits")
    clock(await answer.get_data(as_text=True))


asyncio.run(under_hypercorn())
with serving(app):
    asyncio.run(ask())
asyncio.run(by_its_test_client())
