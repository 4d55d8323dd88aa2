import atexit
import os
import signal

signal.signal(signal.SIGHUP, signal.SIG_IGN)
for number in (signal.SIGHUP, signal.SIGCHLD, 0):
    os.kill(os.getpid(), number)
atexit.register(print, "never said")
print("sent")
os.kill(os.getpid(), signal.SIGTERM)
print("never reached")
