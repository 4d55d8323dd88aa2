import asyncio
import time

import websockets
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.testclient import TestClient
from langchain_ollama import ChatOllama
from own_server import clock, serving
from websockets.sync.client import connect

app = FastAPI()


@app.websocket("/chat")
async def chat(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            async for chunk in ChatOllama(model="llama3").astream(await socket.receive_text()):
                await socket.send_text(chunk.text)
            await socket.send_text("END")
    except WebSocketDisconnect as left:
        clock("left with", left.code)


@app.get("/sync")
def sync() -> str:
    time.sleep(1)
    return "sync"


async def several():
    async def one() -> str:
        async with websockets.connect("ws://127.0.0.1:8000/chat") as socket:
            await socket.send("Name a fruit.")
            said = ""
            while (text := await socket.recv()) != "END":
                said += str(text)
            return said

    print(await asyncio.gather(*(one() for _ in range(3))))
    clock("three at once")


with serving(app):
    asyncio.run(several())
    with connect("ws://127.0.0.1:8000/chat") as socket:
        socket.send("Name a fruit.")
        clock("the first token:", socket.recv())

with TestClient(app) as client:
    clock(client.get("/sync").json())
    with client.websocket_connect("/chat") as socket:
        socket.send_text("Name a fruit.")
        clock(socket.receive_text())


async def served():
    async def echo(socket):
        async for text in socket:
            await asyncio.sleep(1)
            await socket.send(text.upper())

    async with websockets.serve(echo, "localhost", 8765), websockets.connect("ws://localhost:8765") as socket:
        await socket.send("hi")
        clock(await socket.recv())


asyncio.run(served())
