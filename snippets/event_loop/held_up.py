import heapq
import time
from collections import deque


def ask(animal, seconds):
    yield seconds
    print(f"{time.monotonic() - start:.1f} s: {animal}")


def blocking(animal, seconds):
    time.sleep(seconds)  # never says that it waits
    print(f"{time.monotonic() - start:.1f} s: {animal}")
    yield 0


start = time.monotonic()
ready = deque([ask("fox", 1.0), blocking("whale", 1.5), ask("owl", 0.8)])
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
