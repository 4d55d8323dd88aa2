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
    for task in tasks:
        yield task
    print(f"{time.monotonic() - start:.1f} s: {', '.join(answers)}")


start = time.monotonic()
ready, timers = deque([main()]), []
done, waiting = set(), {}
while ready or timers:
    if not ready:
        when, _, task = heapq.heappop(timers)
        time.sleep(max(0, when - time.monotonic()))
        ready.append(task)
    task = ready.popleft()
    try:
        wish = next(task)
    except StopIteration:
        done.add(task)
        ready.extend(waiting.pop(task, []))
        continue
    if wish in done:
        ready.append(task)
    elif hasattr(wish, "send"):
        waiting.setdefault(wish, []).append(task)
    else:
        when = time.monotonic() + wish
        heapq.heappush(timers, (when, id(task), task))
