import signal
import time


class Late(Exception):
    pass


def ring(number, frame):
    raise Late("rang")


signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.1)
try:
    time.sleep(5)
except Late as error:
    print(error)
signal.signal(signal.SIGALRM, lambda number, frame: print("rang again"))
signal.alarm(1)
time.sleep(1.2)
print("slept on")
