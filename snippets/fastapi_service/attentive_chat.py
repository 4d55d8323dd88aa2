import asyncio

from fastapi import FastAPI, WebSocket
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.websocket("/chat")
async def chat(socket: WebSocket):
    await socket.accept()
    message = await socket.receive()
    while message["type"] != "websocket.disconnect":
        answer = asyncio.create_task(llm.ainvoke(message["text"]))
        coming = asyncio.create_task(socket.receive())
        both = [answer, coming]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                await socket.send_text(answer.result().text)
            message = await coming
        finally:
            answer.cancel()
            coming.cancel()
