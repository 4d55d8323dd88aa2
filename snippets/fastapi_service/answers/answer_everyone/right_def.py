from fastapi import FastAPI
from langchain_ollama import ChatOllama
from visitors import visit

app = FastAPI()
llm = ChatOllama(model="llama3")


@app.get("/praise")
def praise(fruit: str):
    return llm.invoke(f"Praise {fruit}.").text


@app.get("/health")
async def health():
    return "ok"


visit(app)
