import signal
import time

from celery.worker import WorkController, state
from tasks import app, safe_report


def end(*_):
    raise SystemExit


def work(seconds):
    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    WorkController(app=app, pool="solo").start()
    state.should_stop = None


results = []
for book in ["Emma", "Dune", "Ulysses"]:
    results.append(safe_report.delay(book))
    time.sleep(0.1)
work(seconds=1.5)
print(*(result.state for result in results))
work(seconds=9)
print(*(result.state for result in results))
