import django
from django.conf import settings
from django.http import StreamingHttpResponse

settings.configure()
django.setup()


def words():
    yield "Rome "
    yield "is warm."


def serve(response):
    # As a sync server does.
    for part in response:
        print(part.decode(), end="", flush=True)


serve(StreamingHttpResponse(words()))
