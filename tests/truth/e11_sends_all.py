"""Who sends much without a time-out goes on when all of it is taken, or when the reader goes away."""

import os
import socket
import threading
import time

MUCH = bytes(1 << 22)


def read_after_a_while(read):
    def run():
        time.sleep(0.3)
        had = 0
        while had < len(MUCH):
            had += len(read(1 << 16))
        print("read", had)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def leave_after_a_while(leave):
    thread = threading.Timer(0.3, leave)
    thread.start()
    return thread


reads, writes = os.pipe()
reader = read_after_a_while(lambda size: os.read(reads, size))
written = os.write(writes, MUCH)
reader.join()
print("wrote", written)

one, other = socket.socketpair()
reader = read_after_a_while(other.recv)
sent = one.send(MUCH)
reader.join()
print("sent", sent)

leave_after_a_while(lambda: os.close(reads))
print("a part", 0 < os.write(writes, MUCH) < len(MUCH))
try:
    os.write(writes, b"more")
except OSError as error:
    print(repr(error))

leave_after_a_while(other.close)
print("a part", 0 < one.send(MUCH) < len(MUCH))
try:
    one.send(b"more")
except OSError as error:
    print(repr(error))
