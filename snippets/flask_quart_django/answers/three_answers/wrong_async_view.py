import httpx
from flask import Flask
from langchain_ollama import ChatOllama
from serving import waitress

app = Flask(__name__)


@app.get("/<fruit>")
async def about(fruit):
    llm = ChatOllama(model="llama3")
    what = await llm.ainvoke(f"Describe {fruit}.")
    where = await llm.ainvoke(f"Where do {fruit} grow?")
    how = await llm.ainvoke(f"How are {fruit} eaten?")
    return f"{what.text}\n{where.text}\n{how.text}"


with waitress(app):
    print(httpx.get("http://127.0.0.1:8000/apples").text)
    print(httpx.get("http://127.0.0.1:8000/pears").text)
