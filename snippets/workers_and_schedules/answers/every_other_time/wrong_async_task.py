from celery.contrib.testing.worker import start_worker
from tasks import app, llm


@app.task
async def write(book):
    return (await llm.ainvoke(f"Report on {book}")).text


how = {"loglevel": "CRITICAL", "perform_ping_check": False}
with start_worker(app, **how):
    for book in ["Emma", "Dune", "Ulysses"]:
        try:
            print(write.delay(book).get(timeout=60))
        except Exception as error:
            print(error)
