import os
import signal

try:
    os.kill(os.getppid(), 0)
    print("there is somebody above")
except OSError as error:
    print(error)
signal.signal(signal.SIGUSR1, lambda number, frame: print("a signal of its own"))
os.kill(os.getpid(), signal.SIGUSR1)
