import multiprocessing
import threading
import time
from multiprocessing.connection import Client, Listener
from multiprocessing.pool import ThreadPool

with ThreadPool(2) as pool:
    print(pool.map(lambda n: time.sleep(0.1) or n * n, range(4)))
pool.join()
print(len(threading.enumerate()))
queue = multiprocessing.Queue()
threading.Thread(target=queue.put, args=["through a queue"]).start()
print(queue.get(timeout=5))
with Listener(("127.0.0.1", 0), authkey=b"a") as listener:
    thread = threading.Thread(target=lambda: listener.accept().send(["through", "a", "pipe"]))
    thread.start()
    with Client(listener.address, authkey=b"a") as client:
        print(client.recv())
    thread.join()
ended = ThreadPool(1).map_async(print, ["a pool that nobody closed"])
ended.wait()
