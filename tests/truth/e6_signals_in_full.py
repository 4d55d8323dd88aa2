import asyncio
import os
import signal
import threading
import time


def told(number, frame):
    print("told", signal.Signals(number).name)


def attempt(what, *args):
    try:
        print(what.__name__, what(*args))
    except (OSError, ValueError, RuntimeError, TypeError) as error:
        print(what.__name__, type(error).__name__, error)


def in_thread(what, *args):
    thread = threading.Thread(target=what, args=args)
    thread.start()
    thread.join()


one, two, ring = signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM
for number in (one, two, ring, signal.SIGURG):
    signal.signal(number, told)
print(signal.getsignal(ring) is told, signal.getsignal(one) is told)
signal.signal(signal.SIGHUP, signal.SIG_IGN)

# To whom, and which.
for group in (0, os.getpgrp()):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGURG})
    os.killpg(group, signal.SIGURG)
    print(signal.sigpending() == {signal.SIGURG})
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
attempt(os.killpg, 0, 0)
attempt(os.killpg, 2**22 + 1, 0)
attempt(os.kill, os.getpid(), 1000)
attempt(signal.raise_signal, 1000)
attempt(signal.pthread_kill, threading.get_ident(), 0)
in_thread(signal.pthread_kill, threading.main_thread().ident, one)

# A number for each, in a pipe.
read, write = os.pipe()
try:
    signal.set_wakeup_fd(write)
except ValueError as error:
    print(str(error).replace(str(write), "it"))
attempt(signal.set_wakeup_fd, 999)
os.set_blocking(read, False)
os.set_blocking(write, False)
print(signal.set_wakeup_fd(write))
in_thread(attempt, signal.set_wakeup_fd, -1)
os.kill(os.getpid(), one)
os.kill(os.getpid(), two)
os.kill(os.getpid(), signal.SIGHUP)
print(list(os.read(read, 9)) == [one, two])
print(signal.set_wakeup_fd(-1) == write, signal.set_wakeup_fd(-1))
os.kill(os.getpid(), one)
attempt(os.read, read, 9)
os.write(write, bytes(2**20))
signal.set_wakeup_fd(write, warn_on_full_buffer=False)
os.kill(os.getpid(), one)
print(signal.set_wakeup_fd(-1) == write)

# Held back.
print(signal.pthread_sigmask(signal.SIG_BLOCK, {two, signal.SIGKILL}) == set())
os.kill(os.getpid(), two)
os.kill(os.getpid(), two)
signal.pthread_sigmask(signal.SIG_BLOCK, {one})
os.kill(os.getpid(), one)
print(signal.sigpending() == {one, two})
print(signal.sigwait({two, one}) == one)
os.kill(os.getpid(), one)
print(signal.sigwaitinfo({one, ring}).si_signo == one, signal.sigpending() == {two})
print(signal.pthread_sigmask(signal.SIG_UNBLOCK, {two}) == {one, two})
print(signal.pthread_sigmask(signal.SIG_BLOCK, ()) == {one}, signal.sigpending())
attempt(signal.pthread_sigmask, 77, ())
attempt(signal.sigtimedwait, {one}, -1)
attempt(signal.sigtimedwait, {one}, 0)
os.kill(os.getpid(), one)
waited = signal.sigtimedwait({one}, 0)
print(waited.si_signo == one, waited.si_pid == os.getpid(), waited.si_uid == os.getuid(), waited.si_code, waited.si_errno)
threading.Timer(0.1, os.kill, [os.getpid(), one]).start()
before = time.monotonic()
print(signal.sigwaitinfo({one, two}).si_signo == one, round(time.monotonic() - before, 1))
in_thread(lambda: print(signal.pthread_sigmask(signal.SIG_BLOCK, {two}) == {one}))
signal.pthread_sigmask(signal.SIG_BLOCK, {two})
found = []
threads = [threading.Thread(target=lambda: found.append(signal.sigwait({one, two}))) for _ in range(2)]
for thread in threads:
    thread.start()
time.sleep(0.1)
os.kill(os.getpid(), one)
os.kill(os.getpid(), two)
for thread in threads:
    thread.join()
print(sorted(found) == [one, two], signal.sigpending())
signal.pthread_sigmask(signal.SIG_UNBLOCK, {two})
print(signal.pthread_sigmask(signal.SIG_SETMASK, ()) == {one})

# Alarms.
print(signal.setitimer(signal.ITIMER_REAL, 0.2, 0.3))
time.sleep(0.1)
print([round(seconds, 1) for seconds in signal.getitimer(signal.ITIMER_REAL)])
time.sleep(0.5)
print([round(seconds, 1) for seconds in signal.setitimer(signal.ITIMER_REAL, 0)], signal.getitimer(signal.ITIMER_REAL))
print(
    signal.setitimer(signal.ITIMER_VIRTUAL, 9.0), signal.getitimer(signal.ITIMER_VIRTUAL)[1], signal.getitimer(signal.ITIMER_REAL)
)
print(signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0] > 8)
print(signal.setitimer(signal.ITIMER_REAL, 0, 3), signal.getitimer(signal.ITIMER_REAL))
signal.alarm(5)
time.sleep(0.1)
print(signal.alarm(0), signal.alarm(0))


# Handlers of a loop.
async def handle(number, function=print):
    asyncio.get_running_loop().add_signal_handler(number, function)


in_thread(attempt, asyncio.run, handle(signal.SIGTERM))
attempt(asyncio.run, handle(signal.SIGKILL))
attempt(asyncio.run, handle(1000))
attempt(asyncio.run, handle(signal.SIGTERM, handle))
attempt(asyncio.run, handle("one"))


async def leave():
    loop = asyncio.get_running_loop()
    print(loop.remove_signal_handler(signal.SIGTERM))
    attempt(loop.remove_signal_handler, 1000)
    loop.add_signal_handler(signal.SIGINT, print, "interrupted")
    loop.add_signal_handler(signal.SIGINT, print, "interrupted quietly")
    signal.raise_signal(signal.SIGINT)
    await asyncio.sleep(0.01)
    signal.raise_signal(signal.SIGINT)
    print(loop.remove_signal_handler(signal.SIGINT), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    await asyncio.sleep(0.01)
    loop.add_signal_handler(signal.SIGTERM, print)
    loop.remove_signal_handler(signal.SIGTERM)
    print(signal.getsignal(signal.SIGTERM).name)
    told = loop.create_future()
    loop.add_signal_handler(signal.SIGTERM, told.set_result, "told while it waits")
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start()
    print(await told)
    loop.remove_signal_handler(signal.SIGTERM)


loop = asyncio.new_event_loop()
loop.close()
attempt(loop.add_signal_handler, signal.SIGTERM, print)

asyncio.run(leave())
