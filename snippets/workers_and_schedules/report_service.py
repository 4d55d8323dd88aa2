from fastapi import BackgroundTasks, FastAPI
from langchain_ollama import ChatOllama

app = FastAPI()
llm = ChatOllama(model="llama3")
reports = {}


async def write(book):
    answer = await llm.ainvoke(f"Report on {book}")
    reports[book] = answer.text


@app.post("/reports/{book}", status_code=202)
async def order(book: str, tasks: BackgroundTasks):
    tasks.add_task(write, book)
    return "ordered"


@app.get("/reports")
async def show():
    return reports
