import asyncio
import time

import httpx
from asgiref.wsgi import WsgiToAsgi
from flask_app import app
from serving import asgi

URL = "http://127.0.0.1:8000"
FRUITS = ["apples", "pears", "plums"]


async def visit(client, fruit):
    began = time.perf_counter()
    await client.get(f"/sync/{fruit}")
    print(f"{fruit}: {time.perf_counter() - began:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        await asyncio.gather(*(visit(client, fruit) for fruit in FRUITS))


if __name__ == "__main__":
    with asgi(WsgiToAsgi(app)):
        asyncio.run(main())
