"""What a library makes when it is imported, before any stage is up."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

lock, event, box = threading.Lock(), threading.Event(), SimpleQueue()
pool = ThreadPoolExecutor(1)
data = threading.local()
between_processes, condition = multiprocessing.Lock(), multiprocessing.Condition()
