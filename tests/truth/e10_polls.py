import os
import select
import socket

one, other = socket.socketpair()
with select.epoll() as edges:
    edges.register(one, select.EPOLLIN | select.EPOLLET)
    for text in (b"hello", b"", b"again"):
        other.send(text)
        print([events for _, events in edges.poll(0.05)], end=" ")
    edges.modify(one, select.EPOLLOUT | select.EPOLLONESHOT)
    print(len(edges.poll(0.05)), len(edges.poll(0.05)), end=" ")
    other.close()
    edges.modify(one, select.EPOLLOUT)
    print([events == select.EPOLLOUT | select.EPOLLHUP for _, events in edges.poll(1)])
    for wrong in (lambda: edges.register(one), lambda: edges.unregister(one), lambda: edges.unregister(one)):
        try:
            wrong()
        except OSError as error:
            print(error)
try:
    edges.poll(0)
except ValueError as error:
    print(error)
one.close()

reading, writing = os.pipe()
polls = select.poll()
polls.register(reading, select.POLLIN)
polls.register(writing, select.POLLOUT)
os.write(writing, b"x")
print([events for _, events in polls.poll(50)], end=" ")
os.close(writing)
polls.unregister(writing)
print([events == select.POLLIN | select.POLLHUP for _, events in polls.poll(50)], end=" ")
os.read(reading, 1)
print([events == select.POLLHUP for _, events in polls.poll(50)])
os.close(reading)
