import os
import signal
import threading


def handler(number, frame):
    print(signal.Signals(number).name, threading.current_thread().name)


signal.signal(signal.SIGUSR1, handler)
threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGUSR1]).start()
signal.pause()
signal.raise_signal(signal.SIGUSR1)
signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGCHLD)
os.kill(os.getpid(), 0)
threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGINT]).start()
try:
    signal.pause()
except KeyboardInterrupt:
    print("interrupted")
os.kill(os.getpid(), signal.SIGTERM)
print("never")
