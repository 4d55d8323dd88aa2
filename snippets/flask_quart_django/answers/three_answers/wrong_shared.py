import asyncio

import httpx
from flask import Flask
from langchain_ollama import ChatOllama
from serving import waitress

app = Flask(__name__)
llm = ChatOllama(model="llama3")


@app.get("/<fruit>")
async def about(fruit):
    what, where, how = await asyncio.gather(
        llm.ainvoke(f"Describe {fruit}."),
        llm.ainvoke(f"Where do {fruit} grow?"),
        llm.ainvoke(f"How are {fruit} eaten?"),
    )
    return f"{what.text}\n{where.text}\n{how.text}"


with waitress(app):
    print(httpx.get("http://127.0.0.1:8000/apples").text)
    print(httpx.get("http://127.0.0.1:8000/pears").text)
