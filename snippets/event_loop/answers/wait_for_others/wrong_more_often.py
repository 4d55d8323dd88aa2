import heapq
import time
from collections import deque

answers = []


def ask(animal, seconds):
    yield seconds
    answers.append(animal)


def main():
    tasks = [ask("whale", 1.5), ask("fox", 1.0), ask("owl", 0.8)]
    ready.extend(tasks)
    while len(answers) < len(tasks):
        yield 0.2
    print(f"{time.monotonic() - start:.1f} s: {', '.join(answers)}")


start = time.monotonic()
ready, timers = deque([main()]), []
while ready or timers:
    if not ready:
        when, _, task = heapq.heappop(timers)
        time.sleep(max(0, when - time.monotonic()))
        ready.append(task)
    task = ready.popleft()
    try:
        wish = next(task)
    except StopIteration:
        continue
    when = time.monotonic() + wish
    heapq.heappush(timers, (when, id(task), task))
