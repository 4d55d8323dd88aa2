import asyncio

from langchain_ollama import ChatOllama
from tasks import app, llm


@app.task
def one_model_for_all(book):
    return asyncio.run(llm.ainvoke(f"Report on {book}")).text


@app.task
def model_of_its_own(book):
    llm = ChatOllama(model="llama3")
    return asyncio.run(llm.ainvoke(f"Report on {book}")).text
