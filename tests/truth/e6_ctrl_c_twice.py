import atexit
import io
import os
import signal
import sys
import threading
import time


def work():
    time.sleep(10)
    print("done")


for seconds in (0.2, 0.4):
    timer = threading.Timer(seconds, os.kill, [os.getpid(), signal.SIGINT])
    timer.daemon = True
    timer.start()
threading.Thread(target=work).start()
sys.stderr = said = io.StringIO()
atexit.register(lambda: print("KeyboardInterrupt" in said.getvalue()))
try:
    time.sleep(5)
except KeyboardInterrupt:
    print("once")
