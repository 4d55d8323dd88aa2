import os
import select
import socket
import struct
import time

NOBODY = ("127.0.0.1", 1)


def try_(function, *arguments, **named):
    try:
        print(function(*arguments, **named))
    except (OSError, TypeError, ValueError, OverflowError) as error:
        print(type(error).__name__, error)


def polled(sock):
    poll = select.poll()
    poll.register(sock, select.POLLIN | select.POLLOUT)
    return [events for _, events in poll.poll(0)]


print("made")
try_(socket.socket, fileno=999_999)
try_(socket.socket, fileno=-1)
try_(socket.socketpair, socket.AF_INET)
with socket.socket(type=socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as one:
    print(one.timeout, one.getblocking(), one.type.name, one.family.name, one.proto)
    one.settimeout(True)
    print(one.timeout, one.getblocking())
    try_(one.settimeout, -1)
    try_(one.settimeout, -0.5)

print("options")
with socket.socket() as one:
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 5))
    print(one.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8), one.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER))
    try_(one.setsockopt, socket.SOL_SOCKET, socket.SO_KEEPALIVE, None)
    try_(one.setsockopt, socket.SOL_SOCKET, socket.SO_KEEPALIVE, None, 4)
    print(*(one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, size) for size in (2, 4, 8)))
    one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, True)
    print(one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 8), one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
    print(one.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 4), one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
    print(one.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE), one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    for inherited in (True, False):
        print(one.get_inheritable(), os.get_inheritable(one.fileno()))
        one.set_inheritable(inherited)
    print(one.get_inheritable())

print("neither here nor there")
with socket.socket() as one:
    for function, *arguments in (
        (one.getpeername,),
        (one.recv, -1),
        (one.recv, 1),
        (one.send, b"x"),
        (one.accept,),
    ):
        try_(function, *arguments)
    print(polled(one))
    one.listen()
    print(one.getsockname()[0], one.getsockname()[1] > 0, one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN), polled(one))
    try_(one.bind, ("127.0.0.1", 0))
    try_(one.listen)
    try_(one.connect, ("127.0.0.1", one.getsockname()[1]))
    try_(one.send, b"x")
    with socket.create_connection(("127.0.0.1", one.getsockname()[1])) as client:
        print(polled(one), polled(client))
        try_(client.listen)
        try_(socket.socket().shutdown, socket.SHUT_WR)
        try_(client.shutdown, 7)
        one.setblocking(False)
        one.accept()[0].close()
        try_(one.accept)
    print(polled(one))

print("bytes")
one, other = socket.socketpair()
with one, other:
    buffer = bytearray(5)
    one.sendall(b"hello world, all")
    print(other.recvfrom_into(buffer), buffer, other.recvfrom_into(buffer, 2), buffer, other.recv_into(buffer, 1), buffer)
    print(other.recvmsg(3), other.recvmsg(3, 0, socket.MSG_PEEK), other.recvmsg(20), one.sendmsg([b"a", b"bc"], [], 0, None))
    print(other.recvfrom(2, socket.MSG_PEEK), other.recvfrom(9), one.getsockname() == one.getpeername() == "")
    for function, *arguments in (
        (one.recv_into, buffer, 6),
        (one.recv_into, buffer, -1),
        (one.recvfrom_into, buffer, 6),
        (one.recvfrom_into, buffer, -1),
        (one.recvfrom, -1),
        (one.recvmsg, -1),
        (one.listen,),
        (one.send, 3),
    ):
        try_(function, *arguments)
    one.setblocking(False)
    try_(one.recv_into, buffer)
    one.shutdown(socket.SHUT_RD)
    print(one.recv(1), polled(one), polled(other))

print("numbers")
one, other = socket.socketpair()
again = socket.fromfd(one.fileno(), one.family, one.type)
print(again.fileno() == one.fileno(), again.timeout, again.send(b"x"), again.close(), other.recv(3))
one.settimeout(3)
with one.dup() as again:
    print(again.timeout, again.fileno() == one.fileno(), again.get_inheritable(), again.family == one.family)
number = one.detach()
print(one.fileno(), number >= 0, socket.close(number), other.recv(3))
for function, *arguments in (
    (socket.close, number),
    (socket.fromfd, number, socket.AF_UNIX, socket.SOCK_STREAM),
    (one.send, b"x"),
    (one.getsockname,),
    (one.settimeout, 1),
    (one.setblocking, True),
    (one.detach,),
    (one.dup,),
):
    try_(function, *arguments)
other.close()

print("addresses")
with socket.socket() as one:
    try_(one.bind, ("127.0.0.1", 0, 0))
    try_(one.connect_ex, ("127.0.0.1", -1))
    try_(one.connect_ex, ("127.0.0.1", 65536))
    try_(one.connect_ex, ("nobody.invalid", 1))
    print(one.connect_ex(NOBODY), one.connect_ex(("", 1)))
    one.bind((b"", 0))
    print(one.getsockname()[0])
    try_(one.bind, ("127.0.0.1", 0))
with socket.socket() as one:
    one.bind(("127.0.0.1", 65535))
    print(one.getsockname())
print(socket.gethostbyname(""), socket.gethostbyname_ex("127.0.0.1"))
for flags in (0, socket.AI_NUMERICHOST, socket.AI_CANONNAME):
    print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM, flags=flags))
print(socket.getaddrinfo(b"127.0.0.1", b"70000", proto=17), socket.getaddrinfo("::1", None, socket.AF_INET6, socket.SOCK_DGRAM))
print([found[1].name for found in socket.getaddrinfo("127.0.0.1", None)])
for wrong in (("localhost", 80, 0, 0, 0, socket.AI_NUMERICHOST), ("127.0.0.1", 80, socket.AF_INET6)):
    try:
        socket.getaddrinfo(*wrong)
    except socket.gaierror as error:
        print(error)
for sort in (socket.NI_NUMERICHOST, socket.NI_NUMERICSERV, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV):
    print(socket.getnameinfo(("127.0.0.1", 80), sort))
print(socket.gethostbyaddr("127.0.0.1")[2])

print("without blocking")
with socket.socket() as one:
    one.setblocking(False)
    print(one.connect_ex(NOBODY), end=" ")
    time.sleep(0.02)
    print(one.connect_ex(NOBODY), one.connect_ex(NOBODY), end=" ")
    time.sleep(0.02)
    try_(one.connect, NOBODY)

print("names without a file")
with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as other:
    name = f"\0awaited {os.getpid()}"
    try_(one.bind, "x" * 108)
    try_(one.bind, "/nowhere/at/all")
    try_(one.connect, "x" * 108)
    try_(one.connect, "/nowhere/at/all")
    one.bind(name)
    try_(other.bind, name)
    try_(one.bind, name)
    try_(other.connect, name)
    one.listen()
    try_(other.connect, name)
    try_(other.connect, name)
    print(other.getpeername() == os.fsencode(name))
