"""The network of the stage: connections, names and waiting, as in a terminal and in virtual time."""

import asyncio
import errno
import functools
import os
import select
import selectors
import socket
import socketserver
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from awaited.runner import AnyStage
from awaited.stage import network as stage_network
from awaited.stage import servants
from awaited.stage.choices import Tape
from awaited.stage.process import NotOnStage
from awaited.stage.scheduler import Deadlock
from tests.networked import on_the_network

ROOM = 262_144
"""Bytes that a connection holds."""
GIVES_UP = 127.0
"""Seconds after which nobody waits any longer for an address that never answers."""


def now() -> float:
    return round(time.perf_counter(), 6)


def listening(port: int = 8080, backlog: int = 5) -> socket.socket:
    server = socket.socket()
    server.bind(("127.0.0.1", port))
    server.listen(backlog)
    return server


def connected(port: int = 8080) -> tuple[socket.socket, socket.socket]:
    """A client's socket and the server's."""
    with listening(port) as server:
        client = socket.create_connection(("localhost", port))
        return client, server.accept()[0]


def failure(function: Callable, *args: Any) -> tuple[str, int | None]:
    try:
        function(*args)
    except OSError as error:
        return type(error).__name__, error.errno
    return "nothing", 0


# -- connecting


def test_a_client_and_a_server_in_two_threads() -> None:
    def program() -> tuple:
        server = listening()

        def serve() -> None:
            with server, server.accept()[0] as there:
                asked = there.recv(100)
                time.sleep(1)
                there.sendall(b"you said " + asked)

        threading.Thread(target=serve).start()
        with socket.create_connection(("localhost", 8080)) as here:
            here.sendall(b"hello")
            with here.makefile("rb") as file:
                return file.read(), now(), here.getpeername()

    assert on_the_network(program) == (b"you said hello", 1.0, ("127.0.0.1", 8080))


def test_nobody_listens() -> None:
    assert on_the_network(lambda: failure(socket.create_connection, ("127.0.0.1", 9))) == (
        "ConnectionRefusedError",
        errno.ECONNREFUSED,
    )


def test_an_address_that_never_answers() -> None:
    def program() -> list:
        seen = [(failure(socket.create_connection, ("10.1.2.3", 80), 2.5), now())]
        seen.append((failure(socket.create_connection, ("10.1.2.3", 80)), now()))
        with socket.socket() as sock:
            sock.settimeout(0.5)
            return [*seen, (sock.connect_ex(("10.1.2.3", 80)), now())]

    assert on_the_network(program) == [
        (("TimeoutError", None), 2.5),
        (("TimeoutError", errno.ETIMEDOUT), 2.5 + GIVES_UP),
        (errno.EAGAIN, 3 + GIVES_UP),
    ]


def test_what_a_socket_says_while_it_connects() -> None:
    def program() -> list:
        with socket.socket() as sock:
            sock.setblocking(False)
            address = ("10.1.2.3", 80)
            poll = select.poll()
            poll.register(sock)
            seen = [sock.connect_ex(address), failure(sock.connect, address), poll.poll(0), select.select([sock], [sock], [], 0)]
            asked = [(sock.send, b"x"), (sock.recv, 1), (sock.getpeername,), (sock.listen,), (sock.bind, ("", 0))]
            seen += [failure(function, *given)[1] for function, *given in asked]
        with pytest.raises(Deadlock):
            threading.Event().wait()
        return [*seen, now()]

    assert on_the_network(program) == [
        errno.EINPROGRESS,
        ("BlockingIOError", errno.EALREADY),
        [],
        ([], [], []),
        errno.EAGAIN,
        errno.EAGAIN,
        errno.ENOTCONN,
        errno.EINVAL,
        errno.EINVAL,
        0.0,  # whoever has closed it does not give it up later
    ]


def test_an_address_outside_says_what_to_do() -> None:
    def program() -> None:
        with pytest.raises(NotOnStage, match=r"no way out to 93.184.216.34: .* run it in a terminal"):
            socket.create_connection(("93.184.216.34", 443))
        with socket.socket() as sock:
            assert sock.connect_ex(("93.184.216.34", 443)) == errno.ENETUNREACH

    on_the_network(program)


def test_a_connection_waits_when_the_backlog_is_full() -> None:
    def program() -> list:
        server, times = listening(backlog=1), []

        def connect() -> None:
            with socket.create_connection(("127.0.0.1", 8080)):
                times.append(now())

        clients = [threading.Thread(target=connect) for _ in range(4)]
        for client in clients:
            client.start()
        for _ in clients:
            time.sleep(1)
            server.accept()[0].close()
        for client in clients:
            client.join()
        server.close()
        return times

    assert on_the_network(program) == [0.0, 0.0, 1.0, 2.0]


def test_who_gives_up_while_it_waits_for_a_full_backlog_takes_no_place() -> None:
    def program() -> tuple:
        with listening(backlog=0) as server, socket.create_connection(("127.0.0.1", 8080)) as first, socket.socket() as third:
            with socket.socket() as second:
                second.setblocking(False)
                second.connect_ex(("127.0.0.1", 8080))
            third.setblocking(False)
            third.connect_ex(("127.0.0.1", 8080))
            return [server.accept()[1] for _ in range(2)] == [first.getsockname(), third.getsockname()], now()

    assert on_the_network(program) == (True, 0.0)


@pytest.mark.parametrize("address", [("::1",), ("::1", 0, 0, 0, 0), "::1"], ids=["a host", "too much", "a text"])
def test_an_address_of_ipv6_that_is_none(address: Any) -> None:
    def program() -> None:
        with socket.socket(socket.AF_INET6) as sock, pytest.raises(TypeError, match=r"AF_INET6 address must be (a )?tuple"):
            sock.bind(address)

    on_the_network(program)


def test_an_address_already_in_use() -> None:
    def program() -> list:
        seen = []
        with listening(8080):
            for address in ("127.0.0.1", "0.0.0.0"):
                with socket.socket() as other:
                    seen.append(failure(other.bind, (address, 8080)))
        return [*seen, failure(lambda: listening(8080).close())]

    taken = ("OSError", errno.EADDRINUSE)
    assert on_the_network(program) == [taken, taken, ("nothing", 0)]


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "0.0.0.0", True),
        ("0.0.0.0", "127.0.0.2", True),
        ("0.0.0.0", "::", False),
        ("::", "127.0.0.1", False),
        ("::", "::1", True),
        ("::1", "::", True),
        ("::1", "127.0.0.1", False),
    ],
)
def test_who_has_a_port_has_it_at_one_address_or_at_all_of_a_kind(first: str, second: str, taken: bool) -> None:
    def program() -> list:
        seen = []
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            families = [socket.AF_INET6 if ":" in host else socket.AF_INET for host in (first, second)]
            with socket.socket(families[0], kind) as one, socket.socket(families[1], kind) as other:
                one.bind((first, 8080))
                seen.append(failure(other.bind, (second, 8080))[1])
        return seen

    assert on_the_network(program) == [errno.EADDRINUSE if taken else 0] * 2


def test_an_address_that_is_not_ours() -> None:
    def program() -> tuple:
        with socket.socket() as sock:
            return failure(sock.bind, ("93.184.216.34", 80))

    assert on_the_network(program) == ("OSError", errno.EADDRNOTAVAIL)


def test_a_listener_that_closes_resets_who_waits_in_it() -> None:
    def program() -> tuple:
        server = listening()
        client = socket.create_connection(("127.0.0.1", 8080))
        server.close()
        with client:
            return failure(client.recv, 1)

    assert on_the_network(program) == ("ConnectionResetError", errno.ECONNRESET)


def test_who_finds_the_backlog_full_is_refused_when_the_listener_closes() -> None:
    def program() -> list:
        server = listening(backlog=0)
        with socket.create_connection(("127.0.0.1", 8080)), socket.socket() as second:
            threading.Timer(1, server.close).start()
            return [failure(second.connect, ("127.0.0.1", 8080)), now()]

    assert on_the_network(program) == [("ConnectionRefusedError", errno.ECONNREFUSED), 1.0]


def test_ipv6_and_unix(tmp_path: Path) -> None:
    path = str(tmp_path / "a.sock")

    def program() -> list:
        seen = []
        for family, address in ((socket.AF_INET6, ("::1", 8080)), (socket.AF_UNIX, path)):
            with socket.socket(family) as server:
                server.bind(address)
                server.listen()
                with socket.socket(family) as client:
                    client.connect(address)
                    client.sendall(b"x")
                    there, _ = server.accept()
                    with there:
                        seen.append((there.recv(1), there.family, there.getsockname()[:4]))
        with socket.socket(socket.AF_UNIX) as client:
            return [*seen, failure(client.connect, f"{path}.other"), Path(path).exists()]

    assert on_the_network(program) == [
        (b"x", socket.AF_INET6, ("::1", 8080, 0, 0)),
        (b"x", socket.AF_UNIX, path[:4]),
        ("FileNotFoundError", errno.ENOENT),
        True,
    ]
    assert not Path(path).exists(), "what a program has left is gone before the next one"


def test_what_has_taken_the_place_of_a_sockets_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sock"

    def program() -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
            path.unlink()
            (tmp_path / "other").write_text("mine")  # not at once at the path: it could get the same number
            path.write_text("mine")

    on_the_network(program)
    assert path.read_text() == "mine"


def test_a_listener_of_ipv6_hears_all() -> None:
    def program() -> list:
        seen: list = []
        with socket.socket(socket.AF_INET6) as server:
            server.listen()
            port = server.getsockname()[1]
            for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::"), (socket.AF_INET6, "::1")):
                with socket.socket(family) as client:
                    client.connect((host, port))
                    there, name = server.accept()
                    with there:
                        assert name == there.getpeername()
                        here = there.getsockname()
                        assert (here[1], name[1]) == (port, client.getsockname()[1])
                        seen.append(
                            (client.getpeername()[0], client.getsockname()[0], (here[0], *here[2:]), (name[0], *name[2:]))
                        )
        return seen

    mapped, own = ("::ffff:127.0.0.1", 0, 0), ("::1", 0, 0)
    assert on_the_network(program) == [
        ("127.0.0.1", "127.0.0.1", mapped, mapped),
        ("::1", "::1", own, own),
        ("::1", "::1", own, own),
    ]


def test_the_file_of_a_socket_where_only_root_may_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*args: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "mknod", refuses)
    path = tmp_path / "a.sock"

    def program() -> tuple:
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
            server.bind(path)
            server.listen()
            client.connect(str(path))
            return client.getpeername(), path.exists()

    assert on_the_network(program) == (str(path), True)
    assert not path.exists()


# -- bytes


def test_a_sender_waits_for_a_reader() -> None:
    def program() -> tuple:
        here, there = socket.socketpair()
        with here, there:
            here.setblocking(False)
            sent = 0
            while (part := failure(here.send, bytes(ROOM // 4)))[0] == "nothing":
                sent += 1
            here.setblocking(True)

            def read() -> None:
                time.sleep(1)
                there.recv(10)
                time.sleep(1)
                there.recv(ROOM)

            threading.Thread(target=read).start()
            here.sendall(bytes(1000))
            return sent, part, now()

    assert on_the_network(program) == (4, ("BlockingIOError", errno.EAGAIN), 2.0)


def test_a_part_is_sent_where_there_is_no_room_for_all() -> None:
    def program() -> tuple:
        here, there = socket.socketpair()
        with here, there:
            first = here.send(bytes(ROOM - 10))
            return first, here.send(bytes(100))

    assert on_the_network(program) == (ROOM - 10, 10)


def test_time_outs_of_reading_and_sending() -> None:
    def program() -> list:
        here, there = connected()
        with here, there:
            here.settimeout(0.5)
            seen = [(failure(here.recv, 1), now())]
            seen.append((failure(here.sendall, bytes(ROOM * 2)), now()))
            return seen

    assert on_the_network(program) == [(("TimeoutError", None), 0.5), (("TimeoutError", None), 1.0)]


def test_half_a_connection_is_closed() -> None:
    def program() -> list:
        here, there = connected()
        with here, there:
            here.sendall(b"question")
            here.shutdown(socket.SHUT_WR)
            seen = [there.recv(100), there.recv(100)]
            there.sendall(b"answer")
            return [*seen, here.recv(100), failure(here.send, b"more")]

    assert on_the_network(program) == [b"question", b"", b"answer", ("BrokenPipeError", errno.EPIPE)]


def test_who_closes_with_unread_bytes_resets_the_connection() -> None:
    def program() -> list:
        here, there = connected()
        with here:
            here.sendall(b"nobody reads this")
            there.sendall(b"the last word")
            there.close()
            return [here.recv(100), failure(here.recv, 100), here.recv(100), failure(here.send, b"x")]

    assert on_the_network(program) == [
        b"the last word",
        ("ConnectionResetError", errno.ECONNRESET),
        b"",
        ("BrokenPipeError", errno.EPIPE),
    ]


def test_who_is_shut_both_ways_hears_of_what_still_comes_as_a_closed_end_does() -> None:
    def program() -> list:
        here, there = connected()
        with here, there:
            here.shutdown(socket.SHUT_RDWR)
            return [there.recv(1), there.send(b"x"), failure(there.send, b"y"), failure(here.recv, 1), here.recv(1)]

    assert on_the_network(program) == [
        b"",
        1,
        ("BrokenPipeError", errno.EPIPE),
        ("ConnectionResetError", errno.ECONNRESET),
        b"",
    ]


def test_the_first_write_to_a_closed_end_succeeds() -> None:
    def program() -> list:
        here, there = connected()
        there.close()
        with here:
            return [here.send(b"x"), failure(here.send, b"x"), here.recv(1)]

    assert on_the_network(program) == [1, ("BrokenPipeError", errno.EPIPE), b""]


def test_lingering_for_nothing_resets() -> None:
    def program() -> tuple:
        here, there = connected()
        there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        there.close()
        with here:
            return failure(here.recv, 1)

    assert on_the_network(program) == ("ConnectionResetError", errno.ECONNRESET)


@pytest.mark.parametrize("linger", [(1, 5), (0, 0), (0, 5)])
def test_lingering_for_a_while_or_not_at_all_resets_nothing(linger: tuple[int, int]) -> None:
    def program() -> bytes:
        here, there = connected()
        there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", *linger))
        there.close()
        with here:
            return here.recv(1)

    assert on_the_network(program) == b""


def test_who_listens_once_more_keeps_who_waits() -> None:
    def program() -> list:
        with listening(backlog=0) as server, socket.create_connection(("127.0.0.1", 8080)) as first, socket.socket() as second:
            server.listen(2)
            second.settimeout(1)
            second.connect(("127.0.0.1", 8080))
            for client in (first, second):
                there, name = server.accept()
                there.close()
                assert name == client.getsockname()
        return [now()]

    assert on_the_network(program) == [0.0]


@pytest.mark.parametrize(
    "address",
    [b"\0a name", bytearray(b"\0a name"), memoryview(b"\0a name"), "\0a name"],
    ids=["bytes", "bytearray", "memoryview", "str"],
)
def test_a_name_without_a_file_is_given_in_any_form(address: Any) -> None:
    def program() -> list:
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
            server.bind(address)
            server.listen()
            client.connect("\0a name")
            return [server.getsockname(), client.getpeername(), client.getsockname()]

    assert on_the_network(program) == [b"\0a name", b"\0a name", ""]


def test_a_time_out_for_all_sockets_is_the_programs_own() -> None:
    def program() -> list:
        seen: list = [socket.getdefaulttimeout()]
        socket.setdefaulttimeout(2.5)
        with socket.socket() as sock:
            return [*seen, sock.gettimeout(), failure(sock.connect, ("10.1.2.3", 80)), now()]

    socket.setdefaulttimeout(5)
    try:
        assert on_the_network(program) == [None, 2.5, ("TimeoutError", None), 2.5]
        assert socket.getdefaulttimeout() == 5
    finally:
        socket.setdefaulttimeout(None)


def test_peeking_recv_into_sendmsg_and_sendfile() -> None:
    def program() -> list:
        here, there = connected()
        with here, there, tempfile.TemporaryFile() as file:
            here.sendmsg([b"ab", b"cd"])
            buffer = bytearray(3)
            seen = [there.recv(1, socket.MSG_PEEK), there.recv_into(buffer), bytes(buffer), there.recvfrom(9)]
            file.write(b"a whole file")
            file.flush()
            return [*seen, here.sendfile(file), there.recv(100)]

    assert on_the_network(program) == [b"a", 3, b"abc", (b"d", None), 12, b"a whole file"]


# -- without blocking


def test_a_connection_that_does_not_block() -> None:
    def program() -> list:
        seen = []
        with listening(), socket.socket() as sock:
            sock.setblocking(False)
            seen.append(sock.connect_ex(("127.0.0.1", 8080)))
            seen.append(select.select([], [sock], [], 1)[1] == [sock])
            seen.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            seen.append(sock.connect_ex(("127.0.0.1", 8080)))
            seen.append(failure(sock.recv, 1))
        with socket.socket() as sock:
            sock.setblocking(False)
            seen.append(sock.connect_ex(("127.0.0.1", 9)))
            seen.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            seen.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
        return seen

    nothing_yet = ("BlockingIOError", errno.EAGAIN)
    assert on_the_network(program) == [
        errno.EINPROGRESS,
        True,
        0,
        errno.EISCONN,
        nothing_yet,
        errno.EINPROGRESS,
        errno.ECONNREFUSED,
        0,
    ]


def selector_classes() -> list[str]:
    return [n for n in ("DefaultSelector", "SelectSelector", "PollSelector", "EpollSelector") if hasattr(selectors, n)]


@pytest.mark.parametrize("name", selector_classes())
def test_a_selector_tells_what_is_ready(name: str) -> None:
    def program() -> list:
        here, there = socket.socketpair()
        with here, there, getattr(selectors, name)() as selector:
            selector.register(here, selectors.EVENT_READ, "here")
            seen = [(selector.select(0.5), now())]
            threading.Timer(1, there.send, (b"x",)).start()
            (key, events), *more = selector.select(9)
            seen.append((key.data, events, more, now()))
            selector.modify(here, selectors.EVENT_READ | selectors.EVENT_WRITE, "both")
            seen.append([(k.data, e) for k, e in selector.select()])
            here.recv(1)
            seen.append([(k.data, e) for k, e in selector.select()])
            selector.unregister(here)
            return [*seen, selector.select(0)]

    assert on_the_network(program) == [([], 0.5), ("here", 1, [], 1.5), [("both", 3)], [("both", 2)], []]


def test_poll_and_epoll() -> None:
    def program() -> list:
        here, there = socket.socketpair()
        seen = []
        for poll, unit in ((select.poll(), 1000), (select.epoll(), 1)):
            poll.register(here, select.POLLIN)
            seen.append((poll.poll(0.5 * unit), now()))
            there.send(b"x")
            seen.append(poll.poll() == [(here.fileno(), select.POLLIN)])
            here.recv(1)
        there.close()
        seen.append(poll.poll() == [(here.fileno(), select.POLLIN | select.POLLHUP)])
        here.close()
        return seen

    assert on_the_network(program) == [([], 0.5), True, ([], 1.0), True, True]


def test_a_socket_that_is_closed_while_another_thread_selects() -> None:
    def program() -> tuple:
        here, there = socket.socketpair()
        threading.Timer(1, here.close).start()
        with there:
            return select.select([here], [], [], 3), now()

    assert on_the_network(program) == (([], [], []), 3.0)


def test_waiting_for_a_real_file_says_that_it_cannot() -> None:
    def program() -> None:
        with tempfile.TemporaryFile() as file, selectors.DefaultSelector() as selector:
            with pytest.raises(NotOnStage, match="sockets and pipes of its own alone"):
                selector.register(file, selectors.EVENT_READ)
            assert not selector.get_map()

    on_the_network(program)


# -- pipes


def test_pipes() -> None:
    def program() -> list:
        reading, writing = os.pipe()
        threading.Timer(1, os.write, (writing, b"late")).start()
        seen = [os.read(reading, 100), now(), failure(os.write, reading, b"x"), os.isatty(reading)]
        with os.fdopen(writing, "w") as file:
            file.write("a line\n")
            os.set_blocking(reading, False)
            seen.append(failure(os.read, reading, 1))
        with os.fdopen(reading) as file:
            seen.append(file.read())
        reading, writing = os.pipe2(os.O_CLOEXEC)
        threading.Timer(1, os.write, (writing, b"later")).start()
        seen += [os.read(reading, 100), now()]
        os.close(reading)
        seen.append(failure(os.write, writing, b"x"))
        os.close(writing)
        return [*seen, failure(os.close, writing)]

    assert on_the_network(program) == [
        b"late",
        1.0,
        ("OSError", errno.EBADF),
        False,
        ("BlockingIOError", errno.EAGAIN),  # it is not yet written
        "a line\n",
        b"later",
        2.0,
        ("BrokenPipeError", errno.EPIPE),
        ("OSError", errno.EBADF),
    ]


def test_real_files_stay_real() -> None:
    def program() -> bytes:
        with tempfile.TemporaryFile() as file:
            os.write(file.fileno(), b"on the disk")
            os.lseek(file.fileno(), 0, os.SEEK_SET)
            return os.read(file.fileno(), 100)

    assert on_the_network(program) == b"on the disk"


def test_a_pipe_has_no_time_out() -> None:
    def program() -> tuple:
        socket.setdefaulttimeout(0.5)
        reads, writes = os.pipe()
        threading.Timer(1, os.write, (writes, b"late")).start()
        return os.read(reads, 10), now()

    assert on_the_network(program) == (b"late", 1.0)


def test_asyncio_reads_a_pipe() -> None:
    async def main() -> tuple:
        loop = asyncio.get_running_loop()
        reading, writing = os.pipe()
        reader = asyncio.StreamReader()
        pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0))
        loop.call_later(1, os.write, writing, b"late\n")
        line = await reader.readline()
        pipe.close()
        os.close(writing)
        return line, now()

    assert on_the_network(lambda: asyncio.run(main())) == (b"late\n", 1.0)


# -- names


def test_names() -> None:
    def program() -> list:
        return [
            socket.gethostbyname("localhost"),
            socket.gethostbyname("service.LOCALHOST."),
            socket.getaddrinfo("localhost", "http", type=socket.SOCK_STREAM),
            [found[4] for found in socket.getaddrinfo(None, 80, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)],
            socket.getnameinfo(("127.0.0.1", 80), 0),
            socket.getnameinfo(("::1", 1, 0, 0), socket.NI_DGRAM),
            socket.gethostbyname_ex("localhost"),
            socket.gethostbyaddr("127.0.0.1"),
            socket.gethostname(),
            [socket.getfqdn(name) for name in ("", "0.0.0.0", "::", "a.localhost")],
            [socket.getaddrinfo("::1%lo", 1, type=socket.SOCK_DGRAM)[0][4]],
            [socket.getaddrinfo(b"Localhost.", 80, type=socket.SOCK_STREAM)[0][4]],
        ]

    assert on_the_network(program) == [
        "127.0.0.1",
        "127.0.0.1",
        [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))],
        [("0.0.0.0", 80), ("::", 80, 0, 0)],
        ("localhost", "http"),
        ("::1", "1"),
        ("localhost", [], ["127.0.0.1"]),
        ("localhost", [], ["127.0.0.1"]),
        "stage",
        ["stage", "stage", "stage", "a.localhost"],
        [("::1", 1, 0, 0)],
        [("127.0.0.1", 80)],
    ]


def test_a_name_that_nobody_knows() -> None:
    def program() -> tuple:
        with pytest.raises(socket.gaierror) as unknown:
            socket.create_connection(("no.such.host", 80))
        with pytest.raises(socket.herror) as nobody:
            socket.gethostbyaddr("127.0.0.9")
        return unknown.value.args, unknown.value.__notes__, nobody.value.args

    assert on_the_network(program) == (
        (socket.EAI_NONAME, "Name or service not known"),
        ["the stage has no way out to no.such.host: a program on it reaches servers that run on it"],
        (1, "Unknown host"),
    )


def of_a_file() -> socket.socket:
    with tempfile.TemporaryFile() as file:
        return socket.socket(fileno=file.fileno())


KINDS = "in AF_{}: its network knows TCP, UDP and Unix streams. Run this program in a terminal"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW), "of the kind SOCK_RAW " + KINDS.format("INET")),
        (lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), "of the kind SOCK_DGRAM " + KINDS.format("UNIX")),
        (lambda: socket.socket(socket.AF_NETLINK), "of the kind SOCK_STREAM " + KINDS.format("NETLINK")),
        (lambda: socket.socketpair(type=socket.SOCK_DGRAM), "of the kind SOCK_DGRAM " + KINDS.format("UNIX")),
        (of_a_file, "one that was made outside cannot be used on it"),
        (
            lambda: socket.socketpair()[0].sendmsg([b"x"], [(1, 1, b"0000")]),
            "the stage hands no descriptors over: it is one process",
        ),
        (lambda: selectors.EpollSelector().fileno(), "a selector of the stage has no descriptor of its own"),
        (lambda: select.epoll().fileno(), "an epoll object of the stage has no descriptor of its own"),
    ],
    ids=["raw", "unix", "netlink", "pair", "a file", "descriptors", "a selector's number", "an epoll object's number"],
)
def test_what_the_network_lacks_ends_in_a_sentence(make: Callable, words: str) -> None:
    def program() -> None:
        with pytest.raises(NotOnStage, match=words):
            make()

    on_the_network(program)


def test_a_datagram_takes_its_time_and_stays_on_the_stage() -> None:
    def program() -> tuple:
        with socket.socket(type=socket.SOCK_DGRAM) as here, socket.socket(type=socket.SOCK_DGRAM) as there:
            there.bind(("127.0.0.1", 0))
            here.sendto(b"letter", there.getsockname())
            letter = there.recv(9)
            with pytest.raises(NotOnStage, match="the stage has no way out to"):
                here.sendto(b"letter", ("93.184.216.34", 53))
            here.connect(("93.184.216.34", 53))  # sends nothing: so programs learn their own address
            return letter, now(), here.getsockname()[0]

    assert on_the_network(program, latency=0.25) == (b"letter", 0.25, "127.0.0.1")


def test_a_socket_of_ipv6_gets_datagrams_of_both_kinds_and_answers_them() -> None:
    def program() -> list:
        made = [socket.socket(family, socket.SOCK_DGRAM) for family in (socket.AF_INET6, socket.AF_INET, socket.AF_INET6)]
        six, four, every = made
        every.bind(("::", 0))
        port = every.getsockname()[1]
        seen: list = []
        for sock, host in ((six, "::1"), (four, "127.0.0.1")):
            sock.sendto(b"question", (host, port))
            text, sender = every.recvfrom(9)
            assert sender[1] == sock.getsockname()[1]
            every.sendto(b"answer", sender)
            answer, (_, answers, *_) = sock.recvfrom(9)
            seen.append((text, sender[0], sender[2:], answer, answers == port, sock.getsockname()[0]))
        every.connect(sender)
        six.sendto(b"a stranger", ("::1", port))
        four.sendto(b"the partner", ("127.0.0.1", port))
        seen.append((every.recv(20), every.getsockname()[0], every.getpeername() == sender))
        six.connect(("::1", 9))
        seen.append((six.getsockname()[0], six.getpeername()))
        for sock in made:
            sock.close()
        return seen

    assert on_the_network(program) == [
        (b"question", "::1", (0, 0), b"answer", True, "::"),
        (b"question", "::ffff:127.0.0.1", (0, 0), b"answer", True, "0.0.0.0"),
        (b"the partner", "::ffff:127.0.0.1", True),
        ("::1", ("::1", 9, 0, 0)),
    ]


def test_datagrams_for_which_there_is_no_room_are_lost() -> None:
    def program() -> list:
        with socket.socket(type=socket.SOCK_DGRAM) as here, socket.socket(type=socket.SOCK_DGRAM) as there:
            here.bind(("127.0.0.2", 0))
            there.bind(("127.0.0.1", 0))
            here.connect(there.getsockname())
            for size in (*[ROOM // 5] * 5, ROOM % 5 + 1, ROOM % 5):
                here.send(bytes(size))
            there.connect(here.getsockname())
            threading.Timer(1, there.shutdown, (socket.SHUT_RD,)).start()
            return [here.getsockname()[0], *[len(there.recv(ROOM)) for _ in range(7)], now()]

    assert on_the_network(program) == ["127.0.0.2", *[ROOM // 5] * 5, ROOM % 5, 0, 1.0]


# -- asyncio


def test_asyncio_serves_threads_and_tasks() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readline()
        await asyncio.sleep(1)
        writer.write(b"you said " + asked)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def ask(n: int) -> bytes:
        reader, writer = await asyncio.open_connection("localhost", 8080)
        writer.write(f"{n}\n".encode())
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer

    def ask_blocking() -> bytes:
        with socket.create_connection(("localhost", 8080)) as sock, sock.makefile("rwb", buffering=0) as file:
            file.write(b"sync\n")
            return file.read()

    async def main() -> tuple:
        async with await asyncio.start_server(serve, "localhost", 8080):
            return await asyncio.gather(*map(ask, range(3)), asyncio.to_thread(ask_blocking)), now()

    asked = [b"you said 0\n", b"you said 1\n", b"you said 2\n", b"you said sync\n"]
    assert on_the_network(lambda: asyncio.run(main())) == (asked, 1.0)


def test_asyncio_under_back_pressure() -> None:
    async def main() -> tuple:
        done = asyncio.Event()

        async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            total = 0
            while part := await reader.read(ROOM):
                total += len(part)
                await asyncio.sleep(1)
            writer.write(str(total).encode())
            writer.close()
            await writer.wait_closed()
            done.set()

        async with await asyncio.start_server(slowly, "127.0.0.1", 8080):
            reader, writer = await asyncio.open_connection("127.0.0.1", 8080)
            writer.write(bytes(ROOM * 8))
            await writer.drain()
            drained = now() > 1
            writer.write_eof()
            total = int(await reader.read())
            writer.close()
            await done.wait()
            return drained, total

    assert on_the_network(lambda: asyncio.run(main())) == (True, ROOM * 8)


def test_asyncio_has_its_own_loop() -> None:
    async def main() -> type:
        return type(asyncio.get_running_loop())

    assert on_the_network(lambda: asyncio.run(main())).__module__ == "asyncio.unix_events"


def test_tasks_are_told_when_a_connection_fails() -> None:
    async def main() -> list:
        seen = []
        for host, port in (("127.0.0.1", 9), ("no.such.host", 80), ("10.1.1.1", 80)):
            try:
                async with asyncio.timeout(2):
                    await asyncio.open_connection(host, port)
            except OSError as error:
                seen.append((type(error).__name__, now()))
        return seen

    assert on_the_network(lambda: asyncio.run(main())) == [
        ("ConnectionRefusedError", 0.0),
        ("gaierror", 0.0),
        ("TimeoutError", 2.0),
    ]


def test_a_blocking_read_in_a_task_holds_its_loop_up() -> None:
    def program() -> float:
        here, there = socket.socketpair()
        threading.Timer(1, there.send, (b"x",)).start()

        async def block() -> None:
            here.recv(1)

        async def main() -> float:
            await asyncio.gather(asyncio.sleep(0.5), block())
            with here, there:
                return now()

        return asyncio.run(main())

    assert on_the_network(program) == 1.0


def test_the_threaded_server_of_the_standard_library() -> None:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            time.sleep(1)
            self.wfile.write(self.rfile.readline().upper())

    def ask(n: int) -> bytes:
        with socket.create_connection(("localhost", 8080)) as sock, sock.makefile("rwb", buffering=0) as file:
            file.write(b"a%d\n" % n)
            return file.readline()

    def program() -> tuple:
        with socketserver.ThreadingTCPServer(("localhost", 8080), Handler) as server:
            serving = threading.Thread(target=server.serve_forever)
            serving.start()
            with ThreadPoolExecutor() as pool:
                answers = list(pool.map(ask, range(3)))
            at = now()
            server.shutdown()
            serving.join()
        return answers, at

    assert on_the_network(program) == ([b"A0\n", b"A1\n", b"A2\n"], 1.0)


# -- how fast it is


def test_latency_and_bandwidth() -> None:
    def program() -> list:
        here, there = connected()
        with here, there:
            seen = [now()]  # there and back
            here.sendall(bytes(2000))
            there.recv(1)
            seen.append(now())
            here.shutdown(socket.SHUT_WR)
            there.recv(4000)
            there.recv(1)
            return [*seen, now()]

    assert on_the_network(program, latency=0.25, bandwidth=4000) == [0.5, 1.25, 1.5]


def test_what_is_sent_on_one_line_comes_one_after_the_other() -> None:
    """Each direction has a line of its own, and nothing overtakes what was sent before, also where the way has become shorter."""

    def program() -> list:
        here, there = connected()
        with here, there:
            began, seen = now(), []
            here.sendall(bytes(1000))
            here.sendall(bytes(2000))
            there.sendall(bytes(1000))
            for sock, size in ((there, 1000), (here, 1000), (there, 2000)):
                assert len(sock.recv(size)) == size
                seen.append(now() - began)
            here.sendall(bytes(4000))
            network = stage_network.current()
            assert network is not None
            network.latency = 0.0
            network.bandwidth = None
            here.sendall(b"later")
            assert (len(there.recv(4000)), there.recv(9)) == (4000, b"later")
            seen.append(now() - began)
            there.sendall(b"at once")
            assert here.recv(9) == b"at once"
            return [*(round(moment, 6) for moment in (*seen, now() - began))]

    assert on_the_network(program, latency=0.25, bandwidth=4000) == [0.5, 0.5, 1.0, 2.25, 2.25]


def test_refused_after_a_journey() -> None:
    def program() -> tuple:
        return failure(socket.create_connection, ("127.0.0.1", 9)), now()

    assert on_the_network(program, latency=0.1) == (("ConnectionRefusedError", errno.ECONNREFUSED), 0.2)


@pytest.mark.parametrize("speed", [{"latency": -1.0}, {"bandwidth": 0.0}], ids=str)
def test_a_latency_cannot_be_negative_and_a_bandwidth_not_nothing(speed: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a latency is at least 0 seconds, and a bandwidth more than 0 bytes a second"):
        on_the_network(lambda: None, **speed)


def test_time_goes_on_when_what_is_left_of_a_time_out_rounds_to_nothing() -> None:
    def program() -> float:
        time.sleep(0.2)
        here, there = socket.socketpair()
        with here, there:
            end = time.monotonic() + 0.1
            while (left := end - time.monotonic()) > 0:
                select.select([here], [], [], left)
        return round(time.monotonic(), 3)

    assert on_the_network(program) == 0.3


# -- many, and the end


def test_too_many_sockets() -> None:
    def program() -> tuple:
        kept = []
        try:
            for _ in range(8193):
                kept.append(socket.socket())
        except OSError as error:
            return error.errno, len(kept)
        finally:
            for sock in kept:
                sock.close()
        return ()

    assert on_the_network(program) == (errno.EMFILE, 8192)


def test_descriptors_and_ports_begin_with_the_same_numbers_in_every_run() -> None:
    """The first far above those of real files, the others where systems have those of clients."""

    def program() -> list:
        seen: list = []
        with socket.socket() as server, socket.socket(socket.AF_INET6) as six, socket.socket(type=socket.SOCK_DGRAM) as post:
            seen.append([sock.getsockname() for sock in (server, six, post)])
            server.bind(("127.0.0.1", 0))
            six.bind(("::1", 0))
            server.listen()
            post.bind(("127.0.0.1", 0))
            with socket.create_connection(server.getsockname()) as client:
                socks = (server, six, post, client)
                return [*seen, [sock.fileno() for sock in socks], [sock.getsockname() for sock in socks]]

    expected = [
        [("0.0.0.0", 0), ("::", 0, 0, 0), ("0.0.0.0", 0)],
        [1_000_000, 1_000_001, 1_000_002, 1_000_003],
        [("127.0.0.1", 40_000), ("::1", 40_001, 0, 0), ("127.0.0.1", 40_002), ("127.0.0.1", 40_003)],
    ]
    assert [on_the_network(program) for _ in range(2)] == [expected] * 2


def test_who_is_not_concerned_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """How often an end is asked whether it is ready, by a selector with many: once for each message, not once for each connection."""
    from awaited.stage.network import End

    asked = 0
    readable = End.readable

    def counted(end: End) -> bool:
        nonlocal asked
        asked += 1
        return readable(end)

    monkeypatch.setattr(End, "readable", counted)

    def program(connections: int) -> int:
        nonlocal asked
        with selectors.DefaultSelector() as selector:
            pairs = [socket.socketpair() for _ in range(connections)]
            for here, _ in pairs:
                selector.register(here, selectors.EVENT_READ)
            selector.select(0)
            asked = 0
            for here, there in pairs:
                there.send(b"x")
                selector.select()
                here.recv(1)
            for pair in pairs:
                for sock in pair:
                    sock.close()
        return asked / connections

    assert on_the_network(lambda: program(500)) <= 1.5 * on_the_network(lambda: program(5))


def test_duplicates_close_with_the_last_of_them() -> None:
    def program() -> list:
        here, there = socket.socketpair()
        other = here.dup()
        here.close()
        other.sendall(b"x")
        other.close()
        with there:
            return [there.recv(1), there.recv(1)]

    assert on_the_network(program) == [b"x", b""]


def test_who_asks_a_selector_gives_way_and_who_waits_again_and_again_is_no_deadlock() -> None:
    def program() -> list:
        here, there = socket.socketpair()
        with here, there, selectors.DefaultSelector() as selector, socket.fromfd(here.fileno(), here.family, here.type) as again:
            selector.register(here, selectors.EVENT_READ)
            seen: list = [selector.select(0), again.proto]
            threading.Thread(target=lambda: (time.sleep(0), there.send(b"x"))).start()
            seen += [len(selector.select(0)), len(selector.select(-1)), now()]
            here.recv(1)
            for _ in range(20):
                seen += selector.select(1)
            return [*seen, now()]

    assert on_the_network(program) == [[], 0, 1, 1, 0.0, 20.0]


def test_what_a_new_socket_is() -> None:
    def program() -> list:
        seen: list = [failure(socket.socket, 999), failure(socket.socket, socket.AF_INET, 77)]
        for sock in (
            socket.socket(),
            socket.socket(socket.AF_INET6, socket.SOCK_STREAM | socket.SOCK_CLOEXEC, 6),
            *socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK),
        ):
            with sock:
                sizes = [sock.getsockopt(socket.SOL_SOCKET, option) for option in (socket.SO_RCVBUF, socket.SO_SNDBUF)]
                seen.append((sock.family, sock.type, sock.proto, sock.gettimeout(), sizes))
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
            server.bind("\0a name")
            server.listen()
            client.setblocking(False)
            seen.append(client.connect_ex("\0a name"))
        with pytest.raises(socket.gaierror) as unknown:
            socket.getaddrinfo("localhost", "no such service")
        return [*seen, unknown.value.args]

    sizes = [131_072, 16_384]
    assert on_the_network(program) == [
        ("OSError", errno.EAFNOSUPPORT),
        ("OSError", errno.EINVAL),
        (socket.AF_INET, socket.SOCK_STREAM, 0, None, sizes),
        (socket.AF_INET6, socket.SOCK_STREAM, 6, None, sizes),
        (socket.AF_UNIX, socket.SOCK_STREAM, 0, 0.0, sizes),
        (socket.AF_UNIX, socket.SOCK_STREAM, 0, 0.0, sizes),
        0,
        (socket.EAI_SERVICE, "Servname not supported for ai_socktype"),
    ]


def test_what_reaches_a_program_together_is_seen_in_the_order_that_a_tape_says() -> None:
    code = """\
import selectors, socket
with selectors.DefaultSelector() as selector:
    pairs = [socket.socketpair() for _ in range(3)]
    for n, (here, there) in enumerate(pairs):
        selector.register(here, selectors.EVENT_READ, n)
        there.send(b"x")
        print([key.data for key, _ in selector.select()])
    for pair in pairs:
        for sock in pair: sock.close()
"""
    told = {
        "arrival M 1": "of 2 things that reach the event loop at 0 s together, number 2 is seen first",
        "arrival M 2": "of 3 things that reach the event loop at 0 s together, number 3 is seen first",
    }
    for tape, output in (
        (Tape(), "[0]\n[0, 1]\n[0, 1, 2]\n"),
        (Tape({"arrival M 1": 1, "arrival M 2": 2}), "[0]\n[1, 0]\n[2, 0, 1]\n"),
    ):
        with AnyStage(tape=tape) as stage:
            stage.execute(code)
        assert stage.recording.output == output
        assert [(met.key, met.options) for met in tape.met] == [("arrival M 1", 2), ("arrival M 2", 3)]
        assert tape.words == {key: told[key] for key in tape.taken}


# -- servers beside the program


@pytest.mark.parametrize("takes", [0.0, 0.5])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_server_beside_the_program_has_its_time_to_end(host: str, takes: float) -> None:
    families: list[int] = []

    async def serve(sock: socket.socket) -> None:
        families.append(sock.family)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            await asyncio.sleep(takes)

    def program() -> float:
        network = stage_network.current()
        assert network is not None
        with servants.beside(network) as beside:
            beside.offer(host, 99, serve)
            with socket.create_connection((host, 99)):
                time.sleep(0)
        return now()

    assert on_the_network(program) == takes
    assert families == [socket.AF_INET6 if ":" in host else socket.AF_INET]


def test_a_server_beside_the_program_may_not_be_there_yet() -> None:
    async def serve(sock: socket.socket) -> None:
        sock.setblocking(False)
        there, _ = await asyncio.get_running_loop().sock_accept(sock)
        there.sendall(b"here")
        there.close()

    attempts: list[str] = []

    def prepare() -> None:
        attempts.append("attempt")
        if len(attempts) < 3:
            raise ConnectionRefusedError

    def program() -> list:
        network = stage_network.current()
        assert network is not None
        with servants.beside(network) as beside:
            beside.offer("127.0.0.1", 99, serve, prepare)
            seen: list = [failure(socket.create_server, ("127.0.0.1", 99))]
            seen += [failure(socket.create_connection, ("127.0.0.1", 99)) for _ in range(2)]
            with socket.create_connection(("127.0.0.1", 99)) as client:
                return [*seen, client.recv(9)]

    refused = ("ConnectionRefusedError", errno.ECONNREFUSED)
    assert on_the_network(program) == [("OSError", errno.EADDRINUSE), refused, refused, b"here"]
    assert len(attempts) == 3


def test_a_selector_hears_of_a_duplicate() -> None:
    """An end knows one of its numbers, and who waits for another of them looks at all it has."""

    def program() -> list:
        here, there = socket.socketpair()
        with there, here, here.dup() as other, selectors.DefaultSelector() as selector:
            selector.register(other, selectors.EVENT_READ, "other")
            before = selector.select(0.5)
            threading.Timer(1, there.send, (b"x",)).start()
            return [before, [key.data for key, _ in selector.select(9)], now()]

    assert on_the_network(program) == [[], ["other"], 1.5]


def test_a_socket_left_open_is_warned_about() -> None:
    def program() -> None:
        with pytest.warns(ResourceWarning, match=r"unclosed <socket.socket fd=\d+, family=2, type=1"):
            socket.socket()

    on_the_network(program)


def test_what_was_left_open_is_closed_at_the_end() -> None:
    kept = on_the_network(lambda: [*connected(), *socket.socketpair()])
    assert [sock.fileno() for sock in kept] == [-1] * 4
    with pytest.raises(OSError, match="Bad file descriptor"):
        kept[0].send(b"x")


def test_off_the_stage_a_class_made_on_it_is_the_real_one() -> None:
    def program() -> type:
        class Mine(socket.socket):
            pass

        return Mine

    Mine = on_the_network(program)  # noqa: N806
    real = socket.socketpair(socket.AF_UNIX)
    for sock in real:
        with Mine(fileno=sock.detach()) as mine:
            assert 0 <= mine.fileno() < 1000
            assert (mine.family, mine.type, mine.proto, mine.timeout) == (socket.AF_UNIX, socket.SOCK_STREAM, 0, None)
            mine.set_inheritable(True)
            other = mine.dup()
            assert (mine.get_inheritable(), other.get_inheritable(), type(other)) == (True, False, Mine)
            with Mine(fileno=other.detach()) as again:
                assert (other.fileno(), again.fileno() in (-1, mine.fileno())) == (-1, False)


def test_other_threads_keep_the_real_network() -> None:
    import _thread

    start = _thread.start_new_thread
    seen: list = []

    def outside() -> None:
        here, there = socket.socketpair()
        with here, there, selectors.DefaultSelector() as selector, tempfile.TemporaryFile() as file:
            file.write(b"text")
            file.flush()
            told = [
                os.sendfile(here.fileno(), file.fileno(), 1, 2),
                select.select([there], [], [], 0)[0] == [there],
                there.recv(9),
            ]
            for ends in (os.pipe(), os.pipe2(os.O_NONBLOCK)):
                with os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "wb"):
                    told.append((max(ends) < 1000, os.get_blocking(ends[0])))
            polls = select.poll()
            polls.register(here, select.POLLOUT)
            told.append(polls.poll(0) == [(here.fileno(), select.POLLOUT)])
            seen.append((here.fileno() < 1000, type(selector).__module__, here.family, told))

    def program() -> None:
        start(outside, ())
        end = really() + 5e9
        while not seen and really() < end:
            pass

    really = functools.partial(time.perf_counter_ns)
    on_the_network(program)
    assert seen == [(True, "selectors", socket.AF_UNIX, [2, True, b"ex", (True, True), (True, False), True])]


def test_who_wrote_to_a_connection() -> None:
    def program() -> list:
        from awaited.stage.network import current

        seen = []
        with listening() as server:

            def note() -> None:
                there, (_, port) = server.accept()
                there.close()
                seen.append(current().writer(port))

            def blocking() -> None:
                with socket.create_connection(("127.0.0.1", 8080)) as sock:
                    sock.sendall(b"x")
                    note()

            async def native() -> None:
                _, writer = await asyncio.open_connection("127.0.0.1", 8080)
                writer.write(b"x")
                note()
                writer.close()
                await writer.wait_closed()

            async def in_a_task() -> None:
                blocking()

            blocking()
            thread = threading.Thread(target=blocking)
            thread.start()
            thread.join()
            asyncio.run(native())
            asyncio.run(in_a_task())
        return [*seen, current().writer(1)]

    assert on_the_network(program) == [
        ("MainThread", "sync"),
        ("Thread-1 (blocking)", "thread"),
        ("Task-1", "native"),
        ("Task-4", "sync"),  # each asyncio.run ends with two tasks of its own
        None,
    ]


def test_what_a_loop_sends_later_was_written_by_the_task() -> None:
    async def main() -> object:
        network = stage_network.current()
        assert network is not None
        server = listening()
        _, writing = await asyncio.open_connection("127.0.0.1", 8080)
        there, (_, port) = server.accept()
        before = network.writer(port)
        writing.write(bytes(ROOM * 2))
        await asyncio.sleep(1)  # there is no room for all of it
        for size in (ROOM, ROOM):
            while size:
                size -= len(there.recv(size))
            await asyncio.sleep(1)
        for sock in (server, there):
            sock.close()
        writing.close()
        return before, network.writer(port)

    assert on_the_network(lambda: asyncio.run(main())) == (None, ("Task-1", "native"))
