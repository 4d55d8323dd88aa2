import httpx
from django.core.management import call_command
from django_asgi import application
from serving import asgi

URL = "http://127.0.0.1:8000"
VIEWS = ["count-blocks", "async", "count-in-a-thread"]


def main():
    for view in VIEWS:
        answer = httpx.get(f"{URL}/{view}/apples", timeout=60)
        print(f"/{view}: {answer.status_code}")


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    with asgi(application):
        main()
