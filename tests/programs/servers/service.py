from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/awaits")
async def awaits(n: int) -> str:
    return (await llm.ainvoke(f"Name fruit number {n}.")).text


@app.get("/threads")
def threads(n: int) -> str:
    return llm.invoke(f"Name fruit number {n}.").text


@app.get("/stream")
async def stream(n: int) -> StreamingResponse:
    async def tokens():
        async for chunk in llm.astream(f"Name fruit number {n}."):
            yield chunk.text

    return StreamingResponse(tokens())
