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
threading.Thread(target=lambda: (time.sleep(0.05), print("thread"))).start()
print("main")
