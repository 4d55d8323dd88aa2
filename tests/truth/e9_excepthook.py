import sys
import threading


def hook(kind, error, trace):
    print("hook", kind.__name__, error)
    print(trace.tb_frame.f_code.co_name, trace.tb_lineno, trace.tb_next, error.__traceback__ is trace)


sys.excepthook = hook
threading.excepthook = lambda args: print("thread hook", args.exc_type.__name__, args.thread.name)
thread = threading.Thread(target=lambda: 1 / 0, name="divider")
thread.start()
thread.join()
raise ValueError("at the end")
