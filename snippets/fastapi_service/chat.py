from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.websocket("/chat")
async def chat(socket: WebSocket):
    await socket.accept()
    try:
        async for question in socket.iter_text():
            async for chunk in llm.astream(question):
                await socket.send_text(chunk.text)
            await socket.send_text("END")
    except WebSocketDisconnect:
        print("nobody reads on")
