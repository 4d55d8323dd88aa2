import threading


class Map:
    lock_class = threading.Lock


class Tree:
    lock_class = staticmethod(threading.RLock)


with Map().lock_class(), Tree().lock_class():
    print("locked")
