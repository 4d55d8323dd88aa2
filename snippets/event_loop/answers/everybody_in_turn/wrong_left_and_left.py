from collections import deque


def count(name):
    for number in (1, 2, 3):
        print(name, number)
        yield  # the others may go on


ready = deque(
    [
        count("fox"),
        count("whale"),
    ]
)
while ready:
    task = ready.popleft()
    try:
        next(task)
    except StopIteration:  # it has come to its end
        continue
    ready.appendleft(task)
