import socket
import threading
import time


def try_(function, *arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return error


def waits(function, *arguments):
    """What a thread gets from it, and after how many seconds."""

    def call():
        began = time.monotonic()
        got.append(try_(function, *arguments))
        got.append(round(time.monotonic() - began))

    got = []
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    time.sleep(0.1)
    return thread, got


def pair():
    one, other = socket.socketpair()
    other.settimeout(0.1)
    return one, other


for timeout in (None, 1):
    for text in (b"late", b""):
        if text or timeout:
            one, other = pair()
            one.settimeout(timeout)
            thread, got = waits(one.recv, 2)
            one.close()
            print(try_(other.recv, 1), text and other.send(text), end=" ")
            thread.join()
            print(got, try_(other.recv, 1), try_(other.send, b"x"))
            other.close()

server = socket.create_server(("127.0.0.1", 0))
where = server.getsockname()
thread, got = waits(server.accept)
server.close()
client = socket.create_connection(where)
thread.join()
print(got[0][0].getpeername() == client.getsockname(), try_(socket.create_connection, where))
client.close()
got[0][0].close()

one, other = pair()
one.setblocking(False)
while not isinstance(try_(one.send, bytes(100_000)), OSError):
    pass
one.setblocking(True)
thread, got = waits(one.send, b"x")
one.close()
while last := other.recv(1 << 20):
    end = last[-1:]
thread.join()
print(got[0], end)
other.close()

with socket.socket(type=socket.SOCK_DGRAM) as other:
    one = socket.socket(type=socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 0))
    where = one.getsockname()
    thread, got = waits(one.recv, 9)
    one.close()
    other.sendto(b"letter", where)
    thread.join()
    print(got[0])
