import multiprocessing
import queue
import threading
import time

items, recursive = multiprocessing.Queue(), multiprocessing.RLock()
here, there = multiprocessing.Pipe()


def hold():
    with recursive, recursive:
        time.sleep(0.2)
    items.put("later")
    there.send("through a pipe")


thread = threading.Thread(target=hold)
thread.start()
time.sleep(0.1)
print(recursive.acquire(timeout=0.05), here.poll(0.02))
with recursive:
    print(items.get(timeout=5), here.recv())
thread.join()
try:
    items.get(timeout=0.1)
except queue.Empty:
    print("empty")
try:
    recursive.release()
except AssertionError as error:
    print(error)
recursive.acquire()  # and is left so
