from async_tasks import app, model_of_its_own, one_model_for_all
from celery.contrib.testing.worker import start_worker

BOOKS = ["Emma", "Dune", "Ulysses"]


def main():
    for task in one_model_for_all, model_of_its_own:
        for book in BOOKS:
            try:
                answer = task.delay(book).get(timeout=60)
            except RuntimeError as error:
                answer = error
            print(f"{task.__name__}: {answer}")


if __name__ == "__main__":
    how = {"loglevel": "CRITICAL", "perform_ping_check": False}
    with start_worker(app, **how):
        main()
