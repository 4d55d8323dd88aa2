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
