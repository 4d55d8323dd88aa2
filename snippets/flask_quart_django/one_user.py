import time

import httpx
from inside_a_view import app
from serving import waitress

URL = "http://127.0.0.1:8000"


def main():
    for view in "in-turn", "gather", "batch":
        began = time.perf_counter()
        httpx.get(f"{URL}/{view}/apples", timeout=60)
        print(f"/{view}: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    with waitress(app):
        main()
