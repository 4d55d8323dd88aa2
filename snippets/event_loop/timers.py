import heapq
import time
from collections import deque


def ask(animal, seconds):
    print(f"{time.monotonic() - start:.1f} s: {animal} is asked")
    yield seconds  # wake me when the model has answered
    print(f"{time.monotonic() - start:.1f} s: {animal} is there")


start = time.monotonic()
ready = deque([ask("whale", 1.5), ask("fox", 1.0), ask("owl", 0.8)])
timers = []
while ready or timers:
    if not ready:
        when, _, task = heapq.heappop(timers)
        time.sleep(max(0, when - time.monotonic()))
        ready.append(task)
    task = ready.popleft()
    try:
        seconds = next(task)
    except StopIteration:
        continue
    when = time.monotonic() + seconds
    heapq.heappush(timers, (when, id(task), task))
