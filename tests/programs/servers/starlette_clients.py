import asyncio
import time

import aiohttp
import httpx
import requests
from own_server import clock, serving
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient


async def slow(request: Request) -> JSONResponse:
    body = await request.body()
    await asyncio.sleep(1)
    return JSONResponse({"method": request.method, "body": body.decode()})


def threaded(request: Request) -> PlainTextResponse:
    time.sleep(1)
    return PlainTextResponse("in a thread")


app = Starlette(routes=[Route("/slow", slow, methods=["GET", "POST"]), Route("/threaded", threaded)])
ADDRESS = "http://127.0.0.1:8000"


async def by_aiohttp():
    async with aiohttp.ClientSession(ADDRESS) as session:

        async def ask(n: int) -> str:
            async with session.post("/slow", data=f"number {n}") as answer:
                return (await answer.json())["body"]

        clock(await asyncio.gather(*map(ask, range(3))))
        try:
            async with session.get("/slow", timeout=aiohttp.ClientTimeout(total=0.5)) as answer:
                clock(answer.status)
        except TimeoutError as error:
            clock(type(error).__name__)


async def inside():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inside") as client:
        answers = await asyncio.gather(client.get("/slow"), client.get("/threaded"))
        clock([answer.status_code for answer in answers])


with serving(app):
    clock(requests.post(f"{ADDRESS}/slow", data="x", timeout=5).json())
    with requests.Session() as session:
        clock(session.get(f"{ADDRESS}/threaded", timeout=5).text, session.get(f"{ADDRESS}/nowhere", timeout=5).status_code)
        try:
            session.get(f"{ADDRESS}/slow", timeout=0.5)
        except requests.ReadTimeout as error:
            clock(error)
    asyncio.run(by_aiohttp())
    clock(httpx.post(f"{ADDRESS}/slow", content="y").json())
asyncio.run(inside())
clock(TestClient(app).get("/threaded").text)
try:
    requests.get(ADDRESS, timeout=5)
except requests.ConnectionError as error:
    clock(type(error).__name__)
