import time

import httpx
from django_asgi import application
from serving import asgi

URL = "http://127.0.0.1:8000"


def main():
    for view in "words", "sync-words":
        began = time.perf_counter()
        with httpx.stream("GET", f"{URL}/{view}/apples") as stream:
            times = [time.perf_counter() - began for _ in stream.iter_text()]
        print(f"/{view}: {times[0]:.1f} s to {times[-1]:.1f} s")


if __name__ == "__main__":
    with asgi(application):
        main()
