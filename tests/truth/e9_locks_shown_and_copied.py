import copy
import pickle
import re
import threading

lock, rlock = threading.Lock(), threading.RLock()


def shown(thing):
    text = re.sub(r"0x[0-9a-f]+", "0x", str(thing))
    return re.sub(r"owner=[1-9][0-9]*", "owner=me", text)


print(shown(lock), shown(rlock))
lock.acquire()
rlock.acquire()
print(shown(lock), shown(rlock))
print(shown(threading.Event()), shown(threading.Semaphore(2)))
for thing in (lock, rlock, threading.Event()):
    for change in (copy.copy, copy.deepcopy, pickle.dumps):
        try:
            change(thing)
            print("copied")
        except TypeError as error:
            print(shown(error))
print(type(lock).__name__, type(lock).__module__, isinstance(lock, type(threading.Lock())))
