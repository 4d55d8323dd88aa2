import _thread
import queue
import sys
import threading


def attempt(what, *args):
    try:
        print(what(*args))
    except Exception as error:
        print(type(error).__name__, error)


# A lock that is held by another thread and again.
lock = threading.RLock()
print(lock.acquire(), lock.acquire(timeout=1), lock._recursion_count() if hasattr(lock, "_recursion_count") else 2)
lock.release()


def other():
    print(lock.acquire(blocking=False), lock.acquire(timeout=0), lock.acquire(timeout=0.1), lock._is_owned())
    attempt(lock.release)

    print(lock._recursion_count() if hasattr(lock, "_recursion_count") else 0)


thread = threading.Thread(target=other)
thread.start()
thread.join()
print(lock._is_owned())
state = lock._release_save()
print(state[0], lock._is_owned())
attempt(lock._release_save)
attempt(lock.release)
lock._acquire_restore((3, threading.get_ident()))
for _ in range(3):
    lock.release()
attempt(lock.release)
condition = threading.Condition(lock)
with condition, condition:
    threading.Timer(0.1, lambda: [condition.__enter__(), condition.notify(), condition.__exit__()]).start()
    print(condition.wait(5), lock._is_owned())
print(lock._is_owned())

# Queues.
box = queue.SimpleQueue()
attempt(box.get, True, 0)
attempt(box.get, True, -1)
attempt(box.get, False)
attempt(box.get, True, 0.01)
threading.Timer(0.1, box.put, ["later"]).start()
attempt(box.get, True, 5)
threading.Timer(0.1, box.put_nowait, ["later on"]).start()
attempt(box.get)
attempt(box.get_nowait)

# Threads without a name.
done = _thread.allocate_lock()
done.acquire()


def work(first, second="default", *, third):
    print("works", first, second, third, threading.get_ident() != threading.main_thread().ident)
    done.release()


ident = _thread.start_new_thread(work, ("one",), {"third": "three"})
done.acquire()
print(isinstance(ident, int), ident != threading.get_ident())
_thread.start_new_thread(done.release, ())
print(done.acquire(timeout=1))
attempt(done.acquire, False, 1)
attempt(done.acquire, True, -2)
attempt(lock.acquire, False, 1)
attempt(lock.acquire, True, -2)
print(done.acquire(timeout=0), done.acquire(False), done.acquire(timeout=0.01))


# Frames.
class Stays:
    def __init__(self):
        self.go, self.here = threading.Event(), threading.Event()

    def stand(self):
        self.here.set()
        self.go.wait()


stays = Stays()
thread = threading.Thread(target=stays.stand)
thread.start()
stays.here.wait()
frames = sys._current_frames()
print(sorted(frames) == sorted([thread.ident, threading.get_ident()]), frames[threading.get_ident()].f_code.co_name)
stays.go.set()
thread.join()
print(list(sys._current_frames()) == [threading.get_ident()])

# What a thread has of its own.
local = threading.local()


class Made(threading.local):
    size = 0

    def __init__(self, first, *, second=0):
        self.first, self.second = first, second


made = Made(1, second=2)
made.first = 10


def look():
    print(made.first, made.second)


thread = threading.Thread(target=look)
thread.start()
thread.join()
print(made.first, made.second)
print(threading.get_native_id() == threading.main_thread().native_id, thread.native_id != threading.get_native_id())
