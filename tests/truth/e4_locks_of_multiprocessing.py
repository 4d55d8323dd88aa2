import multiprocessing
import threading
import time

order = []


def work(name, guard):
    with guard:
        order.append(name)
        time.sleep(0.1)
        order.append(name)


for guard in (multiprocessing.Lock(), multiprocessing.RLock()):
    threads = [threading.Thread(target=work, args=[name, guard]) for name in "abc"]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join()
print(*order)
with guard, guard:
    print(guard.acquire(timeout=0.1))
    other = threading.Thread(target=lambda: print(guard.acquire(timeout=0.1)))
    other.start()
    other.join()
