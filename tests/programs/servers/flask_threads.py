import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from flask import Flask, Response
from langchain_ollama import ChatOllama
from own_server import clock
from werkzeug.serving import make_server

app = Flask(__name__)
llm = ChatOllama(model="llama3")


@app.get("/sync")
def sync() -> str:
    return llm.invoke("Name a fruit.").text


@app.get("/async")
async def awaits() -> str:
    return (await ChatOllama(model="llama3").ainvoke("Name a fruit.")).text


@app.get("/stream")
def stream() -> Response:
    return Response((chunk.text for chunk in llm.stream("Name a fruit.")), mimetype="text/plain")


@app.get("/broken")
def broken() -> str:
    raise ValueError("broken")


@app.get("/slow")
def slow() -> str:
    time.sleep(1)
    return "slow"


logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 5000, app, threaded=True)
thread = threading.Thread(target=server.serve_forever)
thread.start()
for path in ("sync", "async"):
    with ThreadPoolExecutor(3) as pool:
        asked = pool.map(lambda _, path=path: requests.get(f"http://127.0.0.1:5000/{path}", timeout=9).text, range(3))
        clock(list(asked))
for text in requests.get("http://127.0.0.1:5000/stream", stream=True, timeout=9).iter_content(None):
    clock(text)
clock(requests.get("http://127.0.0.1:5000/broken", timeout=9).status_code)
server.shutdown()
thread.join()
server.server_close()
clock(app.test_client().get("/sync").text)


threading.Thread(target=lambda: app.run(port=5001), daemon=True).start()
time.sleep(0.5)
clock(requests.get("http://127.0.0.1:5001/slow", timeout=9).text)
