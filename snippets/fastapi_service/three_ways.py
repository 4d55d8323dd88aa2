from fastapi import FastAPI
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/awaits")
async def awaits(question: str):
    answer = await llm.ainvoke(question)
    return answer.text


@app.get("/blocks")
async def blocks(question: str):
    return llm.invoke(question).text


@app.get("/threads")
def threads(question: str):
    return llm.invoke(question).text


@app.get("/health")
async def health():
    return "ok"
