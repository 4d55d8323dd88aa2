import asyncio

import django
from django.conf import settings
from django.http import StreamingHttpResponse

settings.configure()
django.setup()


def words():
    yield "Rome "
    yield "is warm."


async def serve(response):
    # As an async server does.
    async for part in response:
        print(part.decode(), end="", flush=True)


asyncio.run(serve(StreamingHttpResponse(words())))
