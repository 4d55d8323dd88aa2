import asyncio
import time

import httpx
from django.core.management import call_command
from django_asgi import application
from serving import asgi

URL = "http://127.0.0.1:8000"
FRUITS = ["apples", "pears", "plums"]


async def visit(client, view, fruit):
    began = time.perf_counter()
    answer = await client.get(f"/{view}/{fruit}")
    seconds = time.perf_counter() - began
    print(f"/{view}/{fruit}: {answer.status_code}, {seconds:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        for view in "sync", "async":
            visits = (visit(client, view, fruit) for fruit in FRUITS)
            await asyncio.gather(*visits)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    with asgi(application):
        asyncio.run(main())
