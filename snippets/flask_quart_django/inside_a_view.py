import asyncio

from flask import Flask
from langchain_ollama import ChatOllama

app = Flask(__name__)
QUESTIONS = ["Describe {}.", "Where do {} grow?", "How are {} eaten?"]


def about(fruit):
    return [question.format(fruit) for question in QUESTIONS]


@app.get("/in-turn/<fruit>")
def in_turn(fruit):
    llm = ChatOllama(model="llama3")
    return [llm.invoke(question).text for question in about(fruit)]


@app.get("/gather/<fruit>")
async def gather(fruit):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(question) for question in about(fruit)]
    return [answer.text for answer in await asyncio.gather(*calls)]


@app.get("/batch/<fruit>")
def batch(fruit):
    llm = ChatOllama(model="llama3")
    return [answer.text for answer in llm.batch(about(fruit))]
