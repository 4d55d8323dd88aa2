import fcntl
import tempfile
import threading
import time

order = []


def work(path, name):
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        order.append(name)
        time.sleep(0.1)
        order.append(name)
        if name == "a":
            fcntl.flock(file, fcntl.LOCK_UN)


with tempfile.NamedTemporaryFile() as locked:
    threads = [threading.Thread(target=work, args=[locked.name, name]) for name in "abc"]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
print(*(order[n] == order[n + 1] for n in (0, 2, 4)))
