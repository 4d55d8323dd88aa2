import threading
import time

stop = False
turns = 0


def watch():
    global turns
    while not stop:
        turns += 1
        time.sleep(0.05)
    print("seen", turns > 2)


watcher = threading.Thread(target=watch, daemon=True)
watcher.start()
time.sleep(0.2)
stop = True
watcher.join()
