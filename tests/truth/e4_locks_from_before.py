import threading
import time

import truth_made_before as before

order = []


def hold(name):
    with before.lock:
        time.sleep(0.05)
        order.append(name)


def take():
    order.append(before.box.get())


threads = [threading.Thread(target=hold, args=(n,)) for n in "ab"] + [threading.Thread(target=take)]
for thread in threads:
    thread.start()
before.box.put("c")
before.event.set()
for thread in threads:
    thread.join()
before.pool.submit(time.sleep, 0.05).result()
before.data.x = "main"
seen = before.pool.submit(lambda: hasattr(before.data, "x")).result()
print(sorted(order), before.event.wait(0), seen)


def hold_by_hand(lock, name):
    print(lock.acquire(timeout=5), name)
    time.sleep(0.1)
    lock.release()


for lock in (before.between_processes, before.condition):
    threads = [threading.Thread(target=hold_by_hand, args=(lock, n)) for n in "ab"]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    print(lock.acquire(False), lock.acquire(timeout=0.01))
    for thread in threads:
        thread.join()
