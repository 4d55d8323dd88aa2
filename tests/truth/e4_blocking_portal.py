import time

import anyio
import anyio.from_thread
from fastapi import FastAPI
from fastapi.testclient import TestClient

with anyio.from_thread.start_blocking_portal() as portal:
    started = time.monotonic()
    portal.call(anyio.sleep, 0.1)
    print(round(time.monotonic() - started, 1))
app = FastAPI()


@app.get("/")
async def hello():
    return "Hello"


print(TestClient(app).get("/").json())
