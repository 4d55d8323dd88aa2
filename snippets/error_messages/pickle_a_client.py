import pickle
import threading


class Model:
    def __init__(self):
        self.lock = threading.RLock()


pickle.dumps(Model())
