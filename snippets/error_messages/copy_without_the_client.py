import copy
import threading


class Settings:
    def __init__(self):
        self.model = "llama3"
        self.lock = threading.RLock()


mine = copy.copy(Settings())
print(mine.model)
