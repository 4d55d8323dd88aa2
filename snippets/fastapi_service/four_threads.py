from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from langchain_ollama import ChatOllama


@asynccontextmanager
async def lifespan(app: FastAPI):
    current_default_thread_limiter().total_tokens = 4
    yield


app = FastAPI(lifespan=lifespan)
llm = ChatOllama(model="llama3")


@app.get("/threads")
def threads(question: str):
    return llm.invoke(question).text
