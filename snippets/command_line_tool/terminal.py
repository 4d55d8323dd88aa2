import os
import shlex
import signal
import threading


def type_in(app, line):
    print("$", line)
    try:
        app(shlex.split(line)[1:])
    except SystemExit as end:
        if end.code:
            print(f"(exit status {end.code})")


def press_ctrl_c(after):
    arguments = [os.getpid(), signal.SIGINT]
    threading.Timer(after, os.kill, arguments).start()
