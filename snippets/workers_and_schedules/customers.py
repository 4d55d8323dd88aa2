import time

from celery.contrib.testing.worker import start_worker
from tasks import app, report

BOOKS = ["Emma", "Dune", "Ulysses"]


def main():
    began = time.perf_counter()
    results = [report.delay(book) for book in BOOKS]
    print(f"handed over after {time.perf_counter() - began:.1f} s")
    for result in results:
        print(result.get(timeout=60))


if __name__ == "__main__":
    how = {"pool": "threads", "concurrency": 2, "perform_ping_check": False}
    with start_worker(app, **how):
        main()
