import asyncio
import threading
import time

import django
import httpx
import requests
from asgiref.sync import sync_to_async
from django.conf import settings
from own_server import clock, serving

settings.configure(SECRET_KEY="x", ROOT_URLCONF="__main__", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.servers.basehttp import run  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, StreamingHttpResponse  # noqa: E402
from django.test import AsyncClient, Client  # noqa: E402
from django.urls import path  # noqa: E402
from langchain_ollama import ChatOllama  # noqa: E402


def sync(request):
    return HttpResponse(ChatOllama(model="llama3").invoke("Name a fruit.").text)


async def awaits(request):
    return HttpResponse((await ChatOllama(model="llama3").ainvoke("Name a fruit.")).text)


async def threaded(request):
    return HttpResponse((await sync_to_async(ChatOllama(model="llama3").invoke)("Name a fruit.")).text)


async def stream(request):
    async def tokens():
        async for chunk in ChatOllama(model="llama3").astream("Name a fruit."):
            yield chunk.text

    return StreamingHttpResponse(tokens())


urlpatterns = [path("sync", sync), path("awaits", awaits), path("threaded", threaded), path("stream", stream)]


async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000", timeout=60) as client:
        for view in ("/awaits", "/sync", "/threaded"):
            clock(view, [answer.text for answer in await asyncio.gather(*(client.get(view) for _ in range(3)))])
        async with client.stream("GET", "/stream") as answer:
            async for text in answer.aiter_text():
                clock(text)
    clock((await AsyncClient().get("/awaits")).content)


with serving(get_asgi_application(), lifespan="off"):
    asyncio.run(main())
clock(Client().get("/sync").content)
threading.Thread(target=run, args=("127.0.0.1", 8001, get_wsgi_application()), kwargs={"threading": True}, daemon=True).start()
time.sleep(0.5)
clock(requests.get("http://127.0.0.1:8001/sync", timeout=5).text)
