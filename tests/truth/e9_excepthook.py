import sys
import threading


def hook(kind, error, trace):
    print("hook", kind.__name__, error)


sys.excepthook = hook
threading.excepthook = lambda args: print("thread hook", args.exc_type.__name__, args.thread.name)
thread = threading.Thread(target=lambda: 1 / 0, name="divider")
thread.start()
thread.join()
raise ValueError("at the end")
