import os
import select
import selectors
import socket
import stat


def try_(function, *arguments):
    try:
        return function(*arguments)
    except (OSError, KeyError, TypeError, ValueError) as error:
        return type(error).__name__ if isinstance(error, KeyError) else f"{type(error).__name__} {error}"


print("pipes")
for flags in (0, os.O_NONBLOCK, os.O_NONBLOCK | os.O_CLOEXEC):
    reading, writing = os.pipe2(flags)
    print([(os.get_blocking(end), os.get_inheritable(end), os.isatty(end)) for end in (reading, writing)], end=" ")
    print(oct(os.fstat(reading).st_mode), try_(os.read, reading, 1) if flags else "")
    again = os.dup(writing)
    os.set_blocking(again, not os.get_blocking(again))
    print(os.get_blocking(writing), os.get_inheritable(again), end=" ")
    os.set_inheritable(again, True)
    print(os.get_inheritable(again), os.get_inheritable(os.dup(again)), end=" ")
    os.set_inheritable(again, False)
    print(os.get_inheritable(again), os.write(again, b"hello"), os.read(reading, 3), os.read(reading, 9))
    print(try_(os.read, writing, 1), try_(os.write, reading, b"x"))
    os.close(reading)
    for function, *arguments in ((os.read, 1), (os.write, b"x"), (os.get_blocking,), (os.dup,), (os.fstat,), (os.close,)):
        assert try_(function, reading, *arguments) == "OSError [Errno 9] Bad file descriptor"

reading, writing = os.pipe()
print(os.get_inheritable(reading))
with os.fdopen(reading, "rb", 0) as there, os.fdopen(writing, "w", 1, "latin-1", errors="replace", newline="\r\n") as here:
    here.write("é€\n")
    print(there.read(9), here.encoding, there.fileno() == reading)
    here.write("no line")
    here.flush()
    print(there.read(3), there.read(9))
print(try_(os.close, reading))

print("sockets")
one, other = socket.socketpair()
print(os.get_blocking(one.fileno()), stat.S_ISSOCK(os.fstat(one.fileno()).st_mode), os.isatty(one.fileno()))
os.set_blocking(one.fileno(), False)
print(os.get_blocking(one.fileno()), try_(os.read, one.fileno(), 1), os.write(one.fileno(), b"x"), os.read(other.fileno(), 9))

print("polls")
polls = select.poll()
polls.register(one, select.POLLIN)
print(polls.poll(0))
polls.modify(one, select.POLLOUT)
print(polls.poll(0) == [(one.fileno(), select.POLLOUT)], try_(polls.modify, other, 1), try_(polls.unregister, other))
polls.register(other)
number = other.fileno()
other.close()
print([events for end, events in polls.poll(0) if end == number], polls.unregister(number), try_(polls.unregister, number))

print("selectors")
selector = selectors.DefaultSelector()
print(try_(selector.modify, one, 1), try_(selector.unregister, one))
selector.register(one, selectors.EVENT_WRITE, "before")
changed = selector.modify(one, selectors.EVENT_READ, "after")
print(changed.data, try_(selector.register, one, 1), [(key == changed, events) for key, events in selector.select(0)])
selector.close()

print("select")
print(select.select([], [one], [one], 0) == ([], [one], []))
for wrong in (([], [], [], -1), ([number], [], [], 0), (["x"], [], []), ([-1], [], [], 0), ([other], [], [])):
    print(try_(select.select, *wrong))

edges = select.epoll()
for events in (select.EPOLLOUT | select.EPOLLONESHOT, select.EPOLLOUT):
    edges.register(one, events)
    print(len(edges.poll(0)), len(edges.poll(0)), edges.unregister(one))
edges.register(one, select.EPOLLOUT)
one.close()
print(edges.closed, edges.poll(0), edges.close(), edges.closed)
for function, *arguments in ((edges.register, 1), (edges.modify, 1, 1), (edges.unregister, 1), (edges.poll, 0)):
    print(try_(function, *arguments))
