import os
import signal
import threading
import time


class Late(Exception):
    pass


def ring(number, frame):
    print(signal.Signals(number).name, "in", frame.f_code.co_name)


def wait():
    signal.pause()


signal.signal(signal.SIGALRM, ring)
print(signal.alarm(3), signal.alarm(0))
signal.setitimer(signal.ITIMER_REAL, 0.1)
wait()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGUSR1]).start()
print(signal.sigwait({signal.SIGUSR1}).name)
print(signal.sigtimedwait({signal.SIGUSR1}, 0.1))


def late(number, frame):
    raise Late(threading.current_thread().name)


signal.signal(signal.SIGUSR2, late)
threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGUSR2]).start()
try:
    time.sleep(5)
except Late as error:
    print("late in", error)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
signal.alarm(1)
time.sleep(1.1)
print(signal.sigpending())
signal.pthread_sigmask(signal.SIG_SETMASK, ())
signal.alarm(60)
print("an alarm is left")
