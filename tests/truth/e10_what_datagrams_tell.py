import select
import socket
import time


def try_(function, *arguments):
    try:
        print(function(*arguments))
    except (OSError, ValueError, TypeError) as error:
        print(type(error).__name__, error)


def polled(sock):
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLOUT)
    return [events for _, events in poll.poll(0)]


def sockets(count):
    made = [socket.socket(type=socket.SOCK_DGRAM) for _ in range(count)]
    for sock in made:
        sock.settimeout(0.05)
    return made


one, other, third = sockets(3)
print(polled(one), select.select([one], [one], [], 0) == ([], [one], []))
for function, *arguments in (
    (one.recvfrom, -1),
    (one.recvfrom_into, bytearray(3), 4),
    (socket.socket(type=socket.SOCK_DGRAM).accept,),
    (one.getpeername,),
    (socket.socket(type=socket.SOCK_DGRAM).shutdown, socket.SHUT_RD),
    (one.shutdown, 7),
    (one.sendto, b"x", ("127.0.0.1",)),
):
    try_(function, *arguments)
one.bind(("", 0))
print(one.getsockname()[0], one.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE))
try_(one.bind, ("", 0))

print("connected")
other.bind(("127.0.0.1", 0))
one.connect(other.getsockname())
third.connect(other.getsockname())
print(one.getsockname()[0], one.getpeername() == other.getsockname(), one.connect_ex(other.getsockname()))
there = one.getsockname()
other.connect(there)
print(third.send(b"who are you?"), one.send(b"first"), one.send(b"second"), polled(other))
print(other.recv(2, socket.MSG_PEEK), other.recv(2), other.recvfrom(9) == (b"second", there), polled(other))
buffer = bytearray(b"12345")
print(one.sendmsg([b"a", b"b"], [], 0, other.getsockname()), other.recvfrom_into(buffer) == (2, there), buffer)

print("shut down")
for how in (socket.SHUT_WR, socket.SHUT_RD):
    one.shutdown(how)
    try_(one.sendall, bytes(70_000))
    try_(one.send, b"x")
    try_(one.sendto, b"x", other.getsockname())
    print(polled(one), select.select([one], [], [], 0)[0] == [one])
other.send(b"late")
print(one.recv(9))
time.sleep(0.02)
try_(third.send, b"nobody who would hear you")
third.shutdown(socket.SHUT_RD)
print(polled(third))
third.settimeout(None)
print(third.recv(9), third.recvfrom(9))

print("nobody is there")
(last,) = sockets(1)
gone = other.getsockname()
other.close()
last.connect(gone)
for ask in (lambda: last.send(b"y"), lambda: last.recv(9), lambda: last.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
    last.send(b"x")
    time.sleep(0.02)
    print(bool(polled(last)), select.select([last], [], [], 0)[0] == [last], end=" ")
    try_(ask)
for sock in (one, third, last):
    sock.close()
