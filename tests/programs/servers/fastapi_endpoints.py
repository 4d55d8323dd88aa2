import asyncio
import contextlib
import time

import httpx
from fastapi import BackgroundTasks, FastAPI
from langchain_ollama import ChatOllama
from own_server import clock, serving


@contextlib.asynccontextmanager
async def lifespan(app):
    clock("up")
    app.state.llm = ChatOllama(model="llama3")
    yield
    clock("down")


app = FastAPI(lifespan=lifespan)


@app.get("/awaits")
async def awaits(n: int) -> str:
    return (await app.state.llm.ainvoke(f"Name fruit number {n}.")).text


@app.get("/blocks")
async def blocks(n: int) -> str:
    return app.state.llm.invoke(f"Name fruit number {n}.").text


@app.get("/def")
def in_a_thread(n: int) -> str:
    return app.state.llm.invoke(f"Name fruit number {n}.").text


@app.get("/health")
async def health() -> str:
    return "ok"


def note(what: str) -> None:
    time.sleep(2)
    clock("noted", what)


@app.get("/background")
async def background(tasks: BackgroundTasks) -> str:
    tasks.add_task(note, "in a thread")
    return "answered"


async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000", timeout=100) as client:

        async def healthy() -> float:
            began = time.perf_counter()
            await asyncio.sleep(0.1)
            await client.get("/health")
            return time.perf_counter() - began

        for path in ("/awaits", "/blocks", "/def"):
            began = time.perf_counter()
            asked = [client.get(path, params={"n": n}) for n in range(10)]
            seen, *answers = await asyncio.gather(healthy(), *asked)
            assert {answer.json()[:5] for answer in answers} == {"Fruit"}
            print(path, f"health {seen:.1f}, all {time.perf_counter() - began:.1f}")
        began = time.perf_counter()
        await asyncio.gather(*(client.get("/def", params={"n": n}) for n in range(50)))
        print("50 in 40 threads", f"{time.perf_counter() - began:.1f}")
        clock((await client.get("/background")).json())
        clock((await client.get("/def", params={"n": "none"})).status_code)


with serving(app):
    asyncio.run(main())
