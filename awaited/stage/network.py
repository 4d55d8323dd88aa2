"""The network of the stage: connections within one process, in virtual time.

What an operating system keeps behind the numbers that it hands out is kept here: connections, listeners, names. The socket objects
that a program holds (``sockets``), what waits for several of them (``polling``), pipes (``pipes``) and TLS (``tls``) are thin layers over
it, and everything above those (asyncio's own event loop, httpx, uvicorn) is the real thing.

How it works, in three sentences. An ``End`` is one end of a connection, or a listener; what is sent at one end appears in the other's
``inbox``. Whoever waits for an end (a fiber in ``recv``, a selector) is in that end's ``watchers``, and is told when it changes: nobody is
asked who has nothing to say, so a thousand connections cost a thousand times one. Whatever travels between two ends of TCP goes through
``Network._travel``, which is where latency and bandwidth are.

The rules are Linux's: what is read after a reset, what a second write to a closed end says, when ``select`` finds an end ready. Where the
stage has less, it says so (``NotOnStage``): there is no way out into the world.
"""

import asyncio
import errno
import ipaddress
import itertools
import os
import socket
import stat
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Protocol
from weakref import WeakSet

from awaited.stage import threads
from awaited.stage.process import NotOnStage
from awaited.stage.scheduler import NANOSECONDS, Parking, Scheduler, Timer

ROOM = 1 << 18
"""Bytes that a connection holds in each direction: whoever sends more waits until somebody reads."""

DESCRIPTORS = 8192
"""How many sockets and pipes a program can have open at once: as many as a terminal with a generous limit (``ulimit -n``)."""

FIRST_DESCRIPTOR = 1_000_000
"""Where the numbers of descriptors begin: far above those of real files, so that one is never taken for the other."""

FIRST_PORT = 40_000
"""Where the ports of clients begin."""

GIVES_UP = 127.0
"""Seconds after which a connection to an address that never answers fails: Linux's own, six repetitions."""

SILENT = ipaddress.ip_network("10.0.0.0/8")
"""Addresses that exist and never answer, as those of a machine that is switched off."""

LOOPBACK = "127.0.0.1"
ANY = "0.0.0.0"  # noqa: S104  nothing real is bound
_UNNAMED: dict[int, Any] = {socket.AF_INET: (ANY, 0), socket.AF_INET6: ("::", 0, 0, 0)}
HOSTNAME = "stage"

# A web page has no such families and flags, and needs the numbers all the same.
AF_UNIX: Any = getattr(socket, "AF_UNIX", 1)
NONBLOCK: int = getattr(socket, "SOCK_NONBLOCK", 0o4000)
FLAGS = NONBLOCK | getattr(socket, "SOCK_CLOEXEC", 0o2000000)
"""What may stand beside a socket's type."""

INET = (socket.AF_INET, socket.AF_INET6)

Key = tuple[str, int] | str | bytes
"""Where somebody listens: an address and a port, or the file of a Unix socket (see ``_file``), or a name without a file."""
Address = Any
"""What a program gives as an address, or is given: a tuple, a text or bytes, as the family has it."""
How = Literal["native", "thread", "sync"]
"""Who writes: a coroutine, a thread, the main thread."""


class Watcher(Protocol):
    """Who is told that an end has changed."""

    def touch(self, fd: int) -> None:
        """The end with this number may have become ready."""


def _error(code: int) -> OSError:
    """The exception that the operating system's code ``code`` becomes (OSError picks the class)."""
    return OSError(code, os.strerror(code))


class Writer(str):
    """The name of a task or thread, with what an observer takes it for."""

    __slots__ = ("actor",)
    actor: Any

    def __new__(cls, name: str, actor: Any) -> "Writer":
        made = super().__new__(cls, name)
        made.actor = actor
        return made


class End:
    """One end of a connection, a listener, or a socket that is neither yet: what lies behind a descriptor.

    Args:
        network: Where it lives.
        family: ``AF_INET``, ``AF_INET6`` or ``AF_UNIX``.
    """

    def __init__(self, network: "Network", family: int) -> None:
        self.network = network
        self.family = family
        self.fd = -1
        self.refs = 0
        """How many descriptors and calls refer to it. Invariant: it is closed when the last is."""
        self.closed = False
        self.pipe = ""
        """``r`` or ``w`` for the ends of a pipe."""
        self.name: Address = _UNNAMED.get(family, "")
        self.peer_name: Address = None
        """The other end's name. Invariant: None until connected, and kept when the other end has closed."""
        self.peer: End | None = None
        self.inbox = bytearray()
        self.coming = 0
        """Bytes on their way here. Invariant: ``len(inbox) + coming`` is at most ``ROOM``."""
        self.eof = False
        """The other end has said that nothing more will come."""
        self.shut_read = self.shut_write = False
        self.error = 0
        """An error that nobody has been told yet. Invariant: telling it clears it (``SO_ERROR``)."""
        self.connecting = False
        self.backlog: deque[End] | None = None
        """Connections that nobody has accepted yet; None: this is no listener."""
        self.waiting: deque[End] = deque()
        """Clients that found the backlog full."""
        self.limit = 0
        self.options: dict[tuple[int, int], int | bytes] = {}
        self.watchers: dict[Watcher, None] = {}
        self.changes = 0
        """How often it has changed."""
        self.key: Key | None = None
        """Under which it is bound."""
        self.gives_up: Timer | None = None
        """Ends an attempt to connect that nobody answers."""
        self.is_client = False
        self.line_free = 0
        """When the line from here is free again, and when the last thing sent on it arrives: nothing overtakes."""
        self.last_arrival = 0

    kind = socket.SOCK_STREAM

    @property
    def word(self) -> str:
        """What a program calls it."""
        return "pipe" if self.pipe else "socket"

    def bound(self) -> "dict[Key, End]":
        """Those of its kind that are bound, by where."""
        return self.network._bound

    # -- is it ready?

    def readable(self) -> bool:
        """Whether ``recv`` or ``accept`` would return at once."""
        if self.backlog is not None:
            return bool(self.backlog)
        return bool(self.inbox) or self.eof or self.shut_read or bool(self.error) or not (self.peer or self.connecting)

    def writable(self) -> bool:
        """Whether ``send`` would return at once."""
        if self.backlog is not None or self.connecting:
            return False
        return self.shut_write or bool(self.error) or self.peer is None or self._room() > 0

    def hung_up(self) -> bool:
        """Whether nothing can come or go any more."""
        if self.connecting or self.backlog is not None:
            return False
        # A Unix socket whose other end is closed is so at once, and takes no more; one of TCP has heard a goodbye, and may still talk.
        return self.peer is None or (self.eof and (self.shut_write or (self.family == AF_UNIX and self.peer.closed)))

    def _room(self) -> int:
        peer = self.peer
        assert peer is not None
        return ROOM if peer.closed else ROOM - len(peer.inbox) - peer.coming

    def changed(self) -> None:
        """Tell all that wait for it."""
        self.changes += 1
        for watcher in list(self.watchers):
            watcher.touch(self.fd)

    def take_error(self) -> int:
        """The error that nobody has been told yet, once."""
        code, self.error = self.error, 0
        return code

    # -- a listener's

    def listen(self, limit: int) -> None:
        """Let others connect; ``limit`` of them may be connected before somebody accepts."""
        if self.peer is not None or self.connecting:
            raise _error(errno.EINVAL)
        if self.key is None:
            self.network.bind(self, (ANY if self.family == socket.AF_INET else "::", 0))
        self.limit = max(limit, 0) + 1  # as Linux counts
        if self.backlog is None:
            self.backlog = deque()

    def knock(self, client: "End") -> None:
        """A client has arrived at this listener."""
        assert self.backlog is not None
        if len(self.backlog) >= self.limit:
            self.waiting.append(client)
        else:
            self._admit(client)

    def _admit(self, client: "End") -> None:
        if client.closed:
            return
        end = End(self.network, self.family)
        end.name, end.peer_name = self._told(client.peer_name), self._told(client.name)
        self.network.join(end, client)
        assert self.backlog is not None
        self.backlog.append(end)
        self.changed()
        client.network._travel(end, client.connected)

    def _told(self, name: Address) -> Address:
        """A client's name as a listener hears it: one of IPv6 hears all in its own way."""
        return (f"::ffff:{name[0]}", name[1], 0, 0) if self.family == socket.AF_INET6 and ":" not in name[0] else name

    def accept(self) -> "End | None":
        """The next connection, or None."""
        if self.backlog is None:
            raise _error(errno.EINVAL)
        if not self.backlog:
            return None
        end = self.backlog.popleft()
        while self.waiting and len(self.backlog) < self.limit:  # who has given up meanwhile takes no place
            self._admit(self.waiting.popleft())
        return end

    def _listen_no_more(self) -> None:
        for end in self.backlog or ():
            end.close(reset=True)
        for client in self.waiting:
            client.refused(errno.ECONNREFUSED)
        self.backlog = None

    # -- a client's

    def connected(self) -> None:
        """The listener's answer has arrived."""
        self.connecting = False
        self.changed()

    def refused(self, code: int) -> None:
        """There will be no connection."""
        if self.connecting:
            self.connecting, self.peer_name, self.error = False, None, code
            self.changed()

    # -- bytes

    def send(self, data: memoryview) -> int | None:
        """Send as much of ``data`` as there is room for, and say how much that was; None: there is none."""
        if self.error:
            raise _error(self.take_error())
        if self.connecting:
            return None
        if self.shut_write or self.peer is None:
            raise _error(errno.EPIPE)
        if (room := self._room()) <= 0:
            return None
        peer, local = self.peer, self.family == AF_UNIX
        if local and peer.closed:
            self.shut_write = True
            raise _error(errno.EPIPE)
        part = bytes(data[:room])
        peer.coming += len(part)
        self.network._travel(self, lambda: peer._arrived(part), len(part))
        return len(part)

    def _arrived(self, part: bytes) -> None:
        self.coming -= len(part)
        if self.closed:  # nobody is here: the first write to a closed end succeeds, and is answered with a reset
            assert self.peer is not None
            self.network._travel(self, self.peer._reset)
        elif (
            part and self.shut_read and self.shut_write and self.family != AF_UNIX
        ):  # nobody wants to hear of it: the same, and here as well
            assert self.peer is not None
            self.network._travel(self, self.peer._reset)
            self._reset()
        elif part and not self.shut_read:
            self.inbox += part
            self.changed()

    def receive(self, size: int, peek: bool = False) -> bytes | None:
        """Up to ``size`` bytes; none of them at the end of what comes; None: nothing is there yet."""
        if self.inbox:
            data = bytes(self.inbox[:size])
            if not peek:
                waits = self.peer if self.peer is not None and self.peer._room() <= 0 else None
                del self.inbox[:size]
                if waits is not None:
                    waits.changed()
            return data
        if self.eof:
            return b""
        if self.error:
            raise _error(self.take_error())
        if self.shut_read:
            return b""
        if self.connecting:
            return None
        if self.peer is None:
            raise _error(errno.ENOTCONN)
        return None if size else b""

    def _reset(self) -> None:
        """The other end has said that it knows nothing of this connection."""
        if not self.closed:
            self.error = self.error or (errno.EPIPE if self.eof else errno.ECONNRESET)
            self.shut_read = self.shut_write = True  # what holds when the error has been told
            self.changed()

    def _ended(self) -> None:
        """The other end has sent its last."""
        self.eof = True
        self.changed()

    def shutdown(self, how: int) -> None:
        """Stop reading, writing or both."""
        if how not in (socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR):
            raise _error(errno.EINVAL)
        if self.backlog is not None:
            if how != socket.SHUT_WR:
                self._listen_no_more()
                self.changed()
            return
        if self.peer is None:
            raise _error(errno.ENOTCONN)
        if how in (socket.SHUT_WR, socket.SHUT_RDWR) and not self.shut_write:
            self.shut_write = True
            self.network._travel(self, self.peer._ended)
        if how in (socket.SHUT_RD, socket.SHUT_RDWR):
            self.shut_read = True
        self.changed()

    def close(self, reset: bool = False) -> None:
        """Close it. What waits in it unread makes the other end's next read fail, as on Linux; so does ``reset``."""
        self.closed = True
        self.network._unbind(self)
        if self.gives_up is not None:
            self.gives_up.over = True
        self._listen_no_more()
        if self.peer is not None and not self.peer.closed:
            if reset or self.inbox or self._lingers_not():
                self.network._travel(self, self.peer._reset)
            elif not self.shut_write:
                self.network._travel(self, self.peer._ended)
        self.changed()

    def _lingers_not(self) -> bool:
        given = self.options.get((socket.SOL_SOCKET, socket.SO_LINGER), b"")
        return isinstance(given, bytes) and len(given) == 8 and given[0] != 0 and not any(given[4:])


# -- the files of Unix sockets, which are real


LONGEST_PATH = 107
"""Bytes that the path of a Unix socket has at most."""

_stat = os.stat
"""Taken at import: a program may look for blocking calls."""


def _path(address: Any) -> str | bytes:
    path: str | bytes = os.fspath(address) if not isinstance(address, bytearray | memoryview) else bytes(address)
    plain = os.fsencode(path)
    if len(plain) > LONGEST_PATH:
        raise OSError("AF_UNIX path too long")
    return plain if plain.startswith(b"\0") else path


def _has_file(address: str | bytes) -> bool:
    """Not so a name that begins with nought, as Linux has them; and a web page has no such files."""
    return sys.platform != "emscripten" and os.fsencode(address)[:1] not in (b"", b"\0")


def _make_file(path: str | bytes) -> str:
    """What ``bind`` leaves in the file system, and programs look for, and take away."""
    try:
        os.mknod(path, stat.S_IFSOCK | 0o777)
    except FileExistsError:
        raise _error(errno.EADDRINUSE) from None
    except PermissionError:  # where only root may make such a file: another kind does for all but `stat`
        Path(os.fsdecode(path)).touch(exist_ok=False)
    except OSError as error:
        raise _error(error.errno or errno.EIO) from None
    return _file(path)


def _file(path: Any) -> str:
    """What is at a path, whatever leads there."""
    try:
        found = _stat(path)
    except OSError as error:
        raise _error(error.errno or errno.EIO) from None
    return f"file {found.st_dev} {found.st_ino}"


class _Wait:
    """A fiber that waits for an end."""

    __slots__ = ("parking",)

    def __init__(self, parking: Parking) -> None:
        self.parking = parking

    def touch(self, fd: int) -> None:
        self.parking.wake()


class Network:
    """What the programs of one run can reach.

    Args:
        scheduler: Whose fibers use it.
        latency: Seconds that everything takes from one end of a TCP connection to the other.
        bandwidth: Bytes a second that one connection carries in each direction; None: as many as there are.
    """

    def __init__(self, scheduler: Scheduler, latency: float = 0.0, bandwidth: float | None = None) -> None:
        if latency < 0 or (bandwidth is not None and bandwidth <= 0):
            raise ValueError("a latency is at least 0 seconds, and a bandwidth more than 0 bytes a second")
        self.scheduler = scheduler
        self.latency = latency
        self.bandwidth = bandwidth
        self.names: dict[str, str] = {"localhost": LOOPBACK, HOSTNAME: LOOPBACK}
        """The names that have an address."""
        self.open: dict[int, End] = {}
        """By descriptor."""
        self._connected: WeakSet[End] = WeakSet()
        """The ends of connections, as long as anybody has them."""
        self.inheritable: set[int] = set()
        """Those descriptors that another process would have, too, if there were one."""
        self._fds = itertools.count(FIRST_DESCRIPTOR)
        self._ports = itertools.count(FIRST_PORT)
        self._bound: dict[Key, End] = {}
        self.posts: dict[Key, End] = {}
        """The sockets of datagrams that are bound: they have ports of their own."""
        self._offers: dict[Key, Callable[[], None]] = {}
        self._files: dict[Key, Path] = {}
        """Where the files of Unix sockets are, as far as programs let them be."""
        self._served: set[tuple[str, int]] = set()
        """Where servants are."""
        self._writers: dict[int, tuple[str, How]] = {}

    # -- descriptors

    def give(self, end: End) -> int:
        """A new descriptor for ``end``."""
        if len(self.open) >= DESCRIPTORS:
            raise _error(errno.EMFILE)
        fd = next(self._fds)
        end.refs += 1
        end.fd = fd if end.fd < 0 else end.fd
        self.open[fd] = end
        return fd

    def drop(self, fd: int) -> None:
        """Close a descriptor.

        Raises:
            OSError: It is not open.
        """
        end = self.open.pop(fd, None)
        if end is None:
            raise _error(errno.EBADF)
        self._let_go(end)

    @contextmanager
    def held(self, end: End) -> Iterator[None]:
        """Keep ``end`` open, whoever closes its descriptors."""
        end.refs += 1
        try:
            yield
        finally:
            self._let_go(end)

    def _let_go(self, end: End) -> None:
        end.refs -= 1
        if not end.refs:
            end.close()
            end.watchers.clear()

    def join(self, one: End, two: End) -> None:
        """Let two ends be those of one connection."""
        one.peer, two.peer = two, one
        self._connected.update((one, two))

    def pair(self) -> tuple[End, End]:
        """Two ends that are connected to each other."""
        one, two = End(self, AF_UNIX), End(self, AF_UNIX)
        self.join(one, two)
        one.peer_name = two.peer_name = ""
        return one, two

    def is_servants(self, connection: Any) -> bool:
        """Whether a socket or transport leads to a servant: to a server that is none of the program's."""
        name = getattr(connection, "_extra", {}).get("peername")
        fd = getattr(connection, "_fd", -1)
        if name is None and fd in self.open:
            name = self.open[fd].peer_name
        return isinstance(name, tuple) and name[:2] in self._served

    def listening(self) -> list[str]:
        """Where servers of the program listen."""
        names = [end.name for end in self.open.values() if end.backlog is not None]
        return [f"{name[0]}:{name[1]}" for name in names if isinstance(name, tuple) and name[:2] not in self._served]

    def close(self) -> None:
        """Close whatever a program left open."""
        for end in list(self.open.values()):
            end.watchers.clear()
            end.closed = end.eof = True
        # They refer to each other and to this network, which refers to the scheduler: all of it would stay until somebody looks for rings.
        for end in self._connected:
            end.peer = None
        self.scheduler = None  # type: ignore[assignment]  # a transport of asyncio, which refers to itself, has a socket, and that this network
        self.open.clear()
        self._bound.clear()
        self.posts.clear()
        self._offers.clear()
        for key, path in self._files.items():
            with suppress(OSError):
                if _file(path) == key:
                    path.unlink()
        self._files.clear()

    # -- names and addresses

    def offer(self, host: str, port: int, start: Callable[[], None]) -> None:
        """Let ``start`` make somebody listen at an address as soon as a program first connects to it.

        To programs the port is taken from the beginning. ``start`` must bind and listen before it returns; if it raises
        ``ConnectionRefusedError``, nobody is there, and the next one to connect tries again.
        """
        self._offers[host, port] = start
        self._served.add((host, port))

    def address(self, host: str | bytes | None) -> str:
        """The address of a host.

        Raises:
            socket.gaierror: The name is not known.
        """
        host = host.decode("idna") if isinstance(host, bytes) else host
        if not host:
            return ANY
        try:
            return str(ipaddress.ip_address(host.partition("%")[0]))
        except ValueError:
            pass
        name = host.lower().rstrip(".")
        found = LOOPBACK if name.endswith(".localhost") else self.names.get(name)
        if found is None:
            unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            unknown.add_note(f"the stage has no way out to {name}: a program on it reaches servers that run on it")
            raise unknown
        return found

    def nearest(self, address: Address) -> tuple[str, int]:
        """The host and port that an address leads to: that of everybody is one's own."""
        host = self.address(address[0])
        return {ANY: LOOPBACK, "::": "::1"}.get(host, host), address[1]

    def must_be_here(self, host: str, address: Address) -> None:
        """Refuse a host that is none of the stage's, by the address that was given for it.

        Raises:
            NotOnStage: It is in the world.
        """
        if not self.is_here(host):
            raise NotOnStage(
                errno.ENETUNREACH,
                f"the stage has no way out to {address[0]}: a program on it reaches servers that run on it. "
                "Start one in the program, or run it in a terminal",
            )

    def is_here(self, address: str) -> bool:
        """Whether an address is one of the stage's."""
        return ipaddress.ip_address(address).is_loopback or address in self.names.values()

    def bind(self, end: End, address: Address) -> None:
        """Give an end its name.

        Raises:
            OSError: Somebody else has it, or it is nobody's to have.
        """
        if end.key is not None:
            raise _error(errno.EINVAL)
        if end.family == AF_UNIX:
            end.name = address = _path(address)
            if _has_file(address):
                end.key = _make_file(address)
                self._files[end.key] = Path(os.fsdecode(address)).absolute()
            else:
                end.key = address
                if address in self._bound:
                    raise _error(errno.EADDRINUSE)
        else:
            host, port = self.address(address[0]), address[1]
            host = "::" if host == ANY and end.family == socket.AF_INET6 else host
            if host not in (ANY, "::") and not self.is_here(host):
                raise _error(errno.EADDRNOTAVAIL)
            if end.peer_name is not None:  # it has a port already
                raise _error(errno.EINVAL)
            bound = end.bound()
            if port and self._taken(host, port, bound):
                raise _error(errno.EADDRINUSE)
            port = port or next(p for p in self._ports if not self._taken(host, p, bound))
            end.key = (host, port)
            end.name = (host, port) if end.family == socket.AF_INET else (host, port, 0, 0)
        end.bound()[end.key] = end

    def _taken(self, host: str, port: int, bound: dict[Key, End]) -> bool:
        keys = itertools.chain(bound, self._offers if bound is self._bound else ())
        wild = (ANY, "::")
        alike = (k[0] for k in keys if isinstance(k, tuple) and k[1] == port)
        return any(other == host or ((other in wild or host in wild) and (":" in other) == (":" in host)) for other in alike)

    def _unbind(self, end: End) -> None:
        if end.key is not None and end.bound().get(end.key) is end:
            del end.bound()[end.key]

    def _listener(self, key: Key) -> End | None:
        if (start := self._offers.pop(key, None)) is not None:
            try:
                start()
            except ConnectionRefusedError:
                self._offers[key] = start
        end = self._bound.get(key)
        if end is None and isinstance(key, tuple) and self.is_here(key[0]):
            end = self._bound.get(("::" if ":" in key[0] else ANY, key[1])) or self._bound.get(("::", key[1]))
        return end if end is not None and end.backlog is not None else None

    def connect(self, end: End, address: Address) -> None:
        """Begin to connect: ``end.connecting`` until it is known how that went.

        Raises:
            OSError: It cannot even begin.
        """
        if end.backlog is not None or (end.peer_name is not None and not end.connecting):
            raise _error(errno.EISCONN)
        if end.connecting:
            raise _error(errno.EALREADY)
        if end.family == AF_UNIX:
            address = _path(address)
            listener = self._listener(_file(address) if _has_file(address) else address)
            if listener is None:
                raise _error(errno.ECONNREFUSED)
            end.connecting, end.peer_name = True, listener.name
            listener.knock(end)
            return
        host, port = self.nearest(address)
        if not self._is_silent(host):
            self.must_be_here(host, address)
        end.is_client = end.connecting = True
        if end.key is None:
            near = LOOPBACK if end.family == socket.AF_INET else "::1"
            mine = next(p for p in self._ports if not self._taken(near, p, self._bound))
            end.name = (near, mine) if end.family == socket.AF_INET else (near, mine, 0, 0)
        end.peer_name = (host, port) if end.family == socket.AF_INET else (host, port, 0, 0)
        if self._is_silent(host):
            end.gives_up = self.scheduler.later(round(GIVES_UP * NANOSECONDS), lambda: end.refused(errno.ETIMEDOUT))
            return

        def arrive() -> None:
            listener = self._listener((host, port))
            if listener is None:
                self._travel(end, lambda: end.refused(errno.ECONNREFUSED))
            else:
                listener.knock(end)

        self._travel(end, arrive)

    @staticmethod
    def _is_silent(host: str) -> bool:
        address = ipaddress.ip_address(host)
        return address.version == 4 and address in SILENT

    # -- the wire

    def _travel(self, end: End, arrive: Callable[[], None], size: int = 0) -> None:
        """Call ``arrive`` when what leaves ``end`` now has reached the other end."""
        if end.family == AF_UNIX or (not self.latency and self.bandwidth is None and not end.last_arrival):
            arrive()
            return
        now = self.scheduler.clock.now
        takes = round(size / self.bandwidth * NANOSECONDS) if self.bandwidth else 0
        end.line_free = max(now, end.line_free) + takes
        # Invariant: nothing overtakes what was sent before, also when the latency is changed in between.
        end.last_arrival = max(end.last_arrival, end.line_free + round(self.latency * NANOSECONDS))
        self.scheduler.later(end.last_arrival - now, arrive)

    # -- waiting

    def wait(
        self,
        ends: Iterable[End],
        ready: Callable[[], object],
        timeout: float | None,
        waits_for: str,
        looks_round: bool = False,
    ) -> bool:
        """Let others run until ``ready()`` is true, or for ``timeout`` seconds (None: for ever). Returns whether it is.

        A wait of more than nothing lasts at least a nanosecond: what is left of a time-out must not round to nothing, for ever.
        """
        if ready():
            return True
        clock = self.scheduler.clock
        until = None if timeout is None else clock.now + max(1, round(timeout * NANOSECONDS))
        ends = list(dict.fromkeys(ends))
        while not ready():
            left = None if until is None else until - clock.now
            if left is not None and left <= 0:
                return False
            wait = _Wait(Parking(self.scheduler, looks_round, None if looks_round else until))
            for end in ends:
                end.watchers[wait] = None
            try:
                self.scheduler.park(wait.parking, None if left is None else left / NANOSECONDS, waits_for)
            finally:
                for end in ends:
                    end.watchers.pop(wait, None)
        return True

    # -- who calls

    def wrote(self, end: End, blocking: bool) -> None:
        """Note that the code that runs now writes to ``end``."""
        if not end.is_client:
            return
        port = end.name[1]
        loop = asyncio._get_running_loop()
        task = asyncio.tasks.current_task(loop) if loop is not None else None
        if task is not None:
            by = task.get_name()
        elif not blocking and port in self._writers:  # the event loop itself sends the rest of what a task wrote
            return
        else:
            by = threading.current_thread().name
        if self.scheduler.watch is not None:  # names are not everybody's own: anyio's workers all have the same
            by = Writer(by, self.scheduler.watch.actor())
        in_main = self.scheduler.current is self.scheduler.main
        self._writers[port] = by, "native" if not blocking else "sync" if in_main else "thread"

    def writer(self, client_port: int) -> tuple[str, How] | None:
        """Who last wrote to the connection of a client's port.

        Returns:
            The name of the task or thread, and the path: ``native`` from a socket that does not block, else ``sync`` in the main
            thread and ``thread`` in another. None: nobody has.
        """
        return self._writers.get(client_port)


_current: Network | None = None


def current() -> Network | None:
    """The network that the calling code is on; None off the stage, and in threads that are not the stage's."""
    return _current if threads.scheduler() is not None else None


@contextmanager
def installed(network: Network) -> Iterator[Network]:
    """Make ``network`` that of the stage. At the end everything that was left open on it is closed."""
    global _current
    default = socket.getdefaulttimeout()
    socket.setdefaulttimeout(None)
    _current = network
    try:
        yield network
    finally:
        network.close()
        _current = None
        socket.setdefaulttimeout(default)
