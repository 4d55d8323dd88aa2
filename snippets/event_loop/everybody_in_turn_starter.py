from collections import deque


def count(name):
    for number in (1, 2, 3):
        print(name, number)
        yield  # the others may go on


ready = deque([count("whale"), count("fox")])
while ready:
    task = ready.pop()
    try:
        next(task)
    except StopIteration:  # it has come to its end
        continue
    ready.append(task)
