import threading
from concurrent.futures import ThreadPoolExecutor

import requests
from flask import Flask
from langchain_ollama import ChatOllama
from own_server import clock
from waitress.server import create_server

app = Flask(__name__)
llm = ChatOllama(model="llama3")


@app.get("/")
def sync() -> str:
    return llm.invoke("Name a fruit.").text


server = create_server(app, host="127.0.0.1", port=8080, threads=2)
threading.Thread(target=server.run, daemon=True).start()
with ThreadPoolExecutor(4) as pool:
    answers = list(pool.map(lambda _: requests.get("http://127.0.0.1:8080/", timeout=9).text, range(4)))
clock(len(answers), "answers by 2 threads")
server.close()
