def count(name):
    for number in (1, 2, 3):
        print(name, number)
        yield


tasks = [count("whale"), count("fox")]
while tasks:
    for task in list(tasks):
        try:
            next(task)
        except StopIteration:
            tasks.remove(task)
