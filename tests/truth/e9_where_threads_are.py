import gc
import sys
import threading
import time
import traceback


def work():
    stop.wait()


stop = threading.Event()
thread = threading.Thread(target=work)
thread.start()
time.sleep(0.1)
frames = sys._current_frames()
print(frames[threading.get_ident()] is sys._getframe(), len(frames))
print("work" in [frame.name for frame in traceback.extract_stack(frames[thread.ident])])
stop.set()
thread.join()
print(len(sys._current_frames()), gc.isenabled())
gc.disable()
print(gc.isenabled())
