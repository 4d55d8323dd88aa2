import atexit
import threading
import time


def last():
    print("registered first")


atexit.register(last)
atexit.register(print, "registered last")
atexit.register(print, "taken back")
atexit.unregister(print)
atexit.register(print, "registered anew")


@atexit.register
def decorated(*words):
    print("decorated", *words)


def fails():
    raise ValueError("at the very end")


decorated("called")
atexit.register(fails)
atexit.register(decorated, "with", "words")
threading.Thread(target=lambda: (time.sleep(0.05), print("thread"))).start()
print("main")
