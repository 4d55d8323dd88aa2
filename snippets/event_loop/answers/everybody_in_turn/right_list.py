def count(name):
    for number in (1, 2, 3):
        print(name, number)
        yield  # the others may go on


ready = [count("whale"), count("fox")]
while ready:
    task = ready.pop(0)
    try:
        next(task)
    except StopIteration:  # it has come to its end
        continue
    ready.append(task)
