import socket
import threading
import time

from shop.clock import stamp


def test_the_real_clock():
    before = time.monotonic()
    time.sleep(0.01)
    assert time.monotonic() - before >= 0.01
    assert stamp() > 1_700_000_000


def test_real_threads_and_sockets():
    one, two = socket.socketpair()
    thread = threading.Thread(target=one.sendall, args=(b"hello",))
    thread.start()
    thread.join()
    assert two.recv(5) == b"hello"
    one.close()
    two.close()
    assert type(one) is socket.socket


def test_monkeypatched(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 7.0)
    assert stamp() == 7.0
