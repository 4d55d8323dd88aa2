import inspect
import threading


def files(stack):
    return [frame.filename.rpartition("/")[2] for frame in stack]


print(files(inspect.stack()))
thread = threading.Thread(target=lambda: print(files(inspect.stack())))
thread.start()
thread.join()
