import threading
import time


def watch():
    while True:
        time.sleep(0.01)


threading.Thread(target=watch, daemon=True).start()
time.sleep(0.05)
print("the end")
