import multiprocessing
import threading
import time


def attempt(what, *args):
    try:
        print(what(*args))
    except (AssertionError, ValueError) as error:
        print(type(error).__name__, error)


def in_thread(what, *args):
    thread = threading.Thread(target=what, args=args)
    thread.start()
    thread.join()


recursive, lock, counted = multiprocessing.RLock(), multiprocessing.Lock(), multiprocessing.BoundedSemaphore(2)
print(recursive, lock, counted)
with recursive, recursive:
    print(recursive)
    in_thread(print, recursive)
    in_thread(attempt, recursive.acquire, False)
    in_thread(attempt, recursive.acquire, True, 0)
    in_thread(attempt, recursive.acquire, True, -1)
    in_thread(attempt, recursive.release)
attempt(recursive.release)
attempt(lock.release)
attempt(counted.release)
print(counted.acquire(), counted.acquire(False), counted.acquire(timeout=0.01), counted.get_value())
threading.Timer(0.1, counted.release).start()
before = time.monotonic()
print(counted.acquire(timeout=5), round(time.monotonic() - before, 1))
counted.release()
counted.release()
attempt(counted.release)
print(lock.acquire(), lock)
in_thread(lock.release)
print(lock.acquire(False), lock.acquire(timeout=0.01))
