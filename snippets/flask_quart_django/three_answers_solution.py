import httpx
from flask import Flask
from langchain_ollama import ChatOllama
from serving import waitress

app = Flask(__name__)
llm = ChatOllama(model="llama3")


@app.get("/<fruit>")
def about(fruit):
    questions = [
        f"Describe {fruit}.",
        f"Where do {fruit} grow?",
        f"How are {fruit} eaten?",
    ]
    return "\n".join(answer.text for answer in llm.batch(questions))


with waitress(app):
    print(httpx.get("http://127.0.0.1:8000/apples").text)
    print(httpx.get("http://127.0.0.1:8000/pears").text)
