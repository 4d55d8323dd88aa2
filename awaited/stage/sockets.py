"""``socket.socket`` and the functions beside it, on the stage's ``Network``.

``Socket`` derives from the real class, so that everything which the standard library has written in Python (``makefile``, ``accept``,
``sendfile``, ``ssl.SSLSocket``) is used as it is; what the real class has from C is answered by the network. Off the stage, and in threads
that are not the stage's, the class is the real one in every respect: whatever a module imported or derived from it while a program ran
stays usable.
"""

import _socket
import contextlib
import errno
import functools
import ipaddress
import operator
import os
import socket
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from awaited.stage.datagrams import Post
from awaited.stage.network import AF_UNIX, ANY, FLAGS, HOSTNAME, INET, LOOPBACK, NONBLOCK, End, Network, current
from awaited.stage.patches import Patch
from awaited.stage.process import NotOnStage
from awaited.stage.scheduler import Scheduler

_real: type = _socket.socket


def _bad() -> OSError:
    return OSError(errno.EBADF, os.strerror(errno.EBADF))


def _on_the_network(method: Callable) -> Callable:
    """Let the real socket answer when the object is none of the stage's."""
    real = getattr(_real, method.__name__)

    @functools.wraps(method)
    def either(self: "Socket", *args: Any, **kwargs: Any) -> Any:
        return real(self, *args, **kwargs) if self._network is None else method(self, *args, **kwargs)

    return either


class Socket(socket.socket if socket.socket.__base__ is _real else socket.socket.__base__):  # type: ignore[misc] # pytest-socket puts a class of its own there
    """``socket.socket`` on the stage."""

    # What its text says, and that of an exception's traceback.
    __module__ = "socket"
    __qualname__ = "socket"

    _network: Any = None
    """The network; None: a real socket."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
        network = current()
        if network is None:
            super().__init__(family, type, proto, fileno)
            return
        if fileno is not None:
            if fileno < 0:
                raise ValueError("negative file descriptor")
            end = network.open.get(fileno)
            if end is None:
                os.fstat(fileno)  # fails as in a terminal where there is nothing
                raise NotOnStage(errno.EBADF, f"the stage has no socket {fileno}: one that was made outside cannot be used on it")
            self._fd = fileno
        else:
            kind = socket.SOCK_STREAM if type == -1 else type & ~FLAGS
            family = socket.AF_INET if family == -1 else family
            if family not in _FAMILIES:
                raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
            if kind not in _KINDS:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            datagrams = kind == socket.SOCK_DGRAM and family in INET
            if not datagrams and (kind != socket.SOCK_STREAM or family not in (*INET, AF_UNIX)):
                raise NotOnStage(
                    errno.EPROTONOSUPPORT,
                    f"the stage has no sockets of the kind {socket.SocketKind(kind).name} in {socket.AddressFamily(family).name}: "
                    "its network knows TCP, UDP and Unix streams. Run this program in a terminal",
                )
            end = Post(network, family) if datagrams else End(network, family)
            self._fd = network.give(end)
        self._network, self._end = network, end
        self._proto = max(proto, 0)
        self._timeout = socket.getdefaulttimeout()
        if type != -1 and type & NONBLOCK:
            self._timeout = 0.0
        self._io_refs = 0
        self._closed = False

    def __del__(self) -> None:
        network, fd = self._network, getattr(self, "_fd", -1)
        if network is not None and fd >= 0 and fd in network.open:
            warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=2)
            self._real_close()

    def __repr__(self) -> str:
        return super().__repr__() if self._network is None or hasattr(self, "_io_refs") else object.__repr__(self)

    # -- what it is

    @property
    def family(self) -> int:
        return super().family if self._network is None else _family(self._end.family)

    @property
    def type(self) -> int:
        return super().type if self._network is None else self._end.kind

    @property
    def proto(self) -> int:
        return super().proto if self._network is None else self._proto

    @property
    def timeout(self) -> float | None:
        return self.gettimeout()

    @_on_the_network
    def fileno(self) -> int:
        # The network of a program that has ended has nothing open.
        return self._fd if self._fd in self._network.open else -1

    def _alive(self) -> End:
        if self._fd not in self._network.open:
            raise _bad()
        return self._end

    @_on_the_network
    def getsockname(self) -> Any:
        return self._alive().name

    @_on_the_network
    def getpeername(self) -> Any:
        end = self._alive()
        if end.peer_name is None or end.connecting:
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        return end.peer_name

    @_on_the_network
    def setsockopt(self, level: int, option: int, value: Any, optlen: int | None = None) -> None:
        end = self._alive()
        if value is None and optlen is not None:
            raise OSError(errno.EFAULT, os.strerror(errno.EFAULT))
        end.options[level, option] = value if isinstance(value, int) else bytes(_bytes_of(value))

    @_on_the_network
    def getsockopt(self, level: int, option: int, buflen: int | None = None) -> int | bytes:
        end = self._alive()
        value = end.options.get((level, option), _DEFAULTS.get(option, 0) if level == socket.SOL_SOCKET else 0)
        if level == socket.SOL_SOCKET:
            if option == socket.SO_ERROR:
                value = end.take_error()
            elif option == socket.SO_TYPE:
                value = int(end.kind)
            elif option == getattr(socket, "SO_ACCEPTCONN", -1):
                value = int(end.backlog is not None)
        if buflen is None:
            return int(value) if isinstance(value, int) else int.from_bytes(value[:4], "little")
        return value[:buflen] if isinstance(value, bytes) else value.to_bytes(4, "little")[:buflen]

    @_on_the_network
    def setblocking(self, flag: bool) -> None:
        self._alive()
        self._timeout = None if flag else 0.0

    @_on_the_network
    def settimeout(self, timeout: float | None) -> None:
        self._alive()
        if not isinstance(timeout, int | float | None):
            timeout = operator.index(timeout)
        if timeout is not None and timeout < 0:
            raise ValueError("Timeout value out of range")
        self._timeout = None if timeout is None else float(timeout)

    @_on_the_network
    def gettimeout(self) -> float | None:
        return self._timeout

    @_on_the_network
    def getblocking(self) -> bool:
        return self._timeout != 0.0

    def get_inheritable(self) -> bool:
        return super().get_inheritable() if self._network is None else os.get_inheritable(self._fd)

    def set_inheritable(self, inheritable: bool) -> None:
        if self._network is None:
            super().set_inheritable(inheritable)
        else:
            os.set_inheritable(self._fd, inheritable)

    # -- a server's

    @_on_the_network
    def bind(self, address: Any) -> None:
        end = self._alive()
        self._network.bind(end, _address(end.family, address, "bind"))

    @_on_the_network
    def listen(self, backlog: int = 128) -> None:
        self._alive().listen(backlog)

    @_on_the_network
    def _accept(self) -> tuple[int, Any]:
        end = self._alive()
        made: End = self._when(end, end.accept, end.readable, "a connection")
        return self._network.give(made), made.peer_name

    # -- a client's

    @_on_the_network
    def connect(self, address: Any) -> None:
        if code := self._connect(address, "connect"):
            raise OSError(code, os.strerror(code))

    @_on_the_network
    def connect_ex(self, address: Any) -> int:
        try:
            return self._connect(address, "connect_ex")
        except (TimeoutError, NotOnStage) as error:
            return errno.EAGAIN if error.errno is None else error.errno

    def _connect(self, address: Any, function: str) -> int:
        end = self._alive()
        address = _address(end.family, address, function)
        if end.error:
            return end.take_error()
        if isinstance(end, Post):
            end.connect(address)
            return 0
        try:
            self._network.connect(end, address)
        except OSError as error:
            if error.errno is None or isinstance(error, NotOnStage | socket.gaierror):
                raise
            return error.errno
        if self._timeout == 0.0:
            return 0 if end.family == AF_UNIX else errno.EINPROGRESS
        return self._wait(end, lambda: not end.connecting, f"a connection to {_place(address)}", end.take_error)

    # -- bytes

    def _wait(self, end: End, ready: Callable[[], bool], what: str, attempt: Callable[[], Any]) -> Any:
        """What ``attempt`` gives when ``end`` is ready."""
        timeout = self._timeout
        # Who closes a socket in which another thread waits takes its number away. What lies behind it lives on until that one returns.
        with self._network.held(end):
            in_time = self._network.wait((end,), ready, timeout, what)
            if (
                timeout is not None and self._fd not in self._network.open
            ):  # with a time-out CPython comes back and asks by the number
                raise _bad()
            if not in_time:
                raise TimeoutError("timed out")
            return attempt()

    def _when(self, end: End, attempt: Callable[[], Any], ready: Callable[[], bool], what: str) -> Any:
        """What ``attempt`` gives as soon as it is not None."""
        if (result := attempt()) is not None:
            return result
        if self._timeout == 0.0:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return self._wait(end, ready, what, attempt)

    @_on_the_network
    def send(self, data: Any, flags: int = 0) -> int:
        end = self._alive()
        with _bytes_of(data) as bytes_:
            self._network.wrote(end, self._timeout != 0.0)
            return self._when(end, lambda: end.send(bytes_), end.writable, f"room in a {end.word}")

    @_on_the_network
    def sendall(self, data: Any, flags: int = 0) -> None:
        with _bytes_of(data) as bytes_:
            sent = 0
            while sent < len(bytes_):
                sent += Socket.send(self, bytes_[sent:])

    @_on_the_network
    def sendmsg(self, buffers: Any, ancdata: Any = (), flags: int = 0, address: Any = None) -> int:
        if ancdata:
            raise NotOnStage(errno.EOPNOTSUPP, "the stage hands no descriptors over: it is one process")
        return Socket.sendto(self, b"".join(bytes(buffer) for buffer in buffers), *((address,) if address is not None else ()))

    @_on_the_network
    def sendto(self, data: Any, *args: Any) -> int:
        end = self._alive()
        if not isinstance(end, Post) or not args:
            return Socket.send(self, data)
        with _bytes_of(data) as bytes_:
            return end.send_to(bytes_, _address(end.family, args[-1], "sendto"))

    @_on_the_network
    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        end = self._alive()
        _not_negative(bufsize, "recv")
        return self._when(
            end, lambda: end.receive(bufsize, bool(flags & socket.MSG_PEEK)), end.readable, f"data from a {end.word}"
        )

    @_on_the_network
    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        with memoryview(buffer) as view, view.cast("B") as bytes_:
            data = Socket.recv(self, _size(nbytes, bytes_, "recv_into"), flags)
            bytes_[: len(data)] = data
        return len(data)

    @_on_the_network
    def recvfrom(self, bufsize: int, flags: int = 0) -> tuple[bytes, Any]:
        end = self._alive()
        _not_negative(bufsize, "recvfrom")
        if not isinstance(end, Post):
            return Socket.recv(self, bufsize, flags), None
        found: tuple[bytes, Any] = self._when(
            end, lambda: end.receive_from(bufsize, bool(flags & socket.MSG_PEEK)), end.readable, "data from a socket"
        )
        return found

    @_on_the_network
    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:
        with memoryview(buffer) as view, view.cast("B") as bytes_:
            data, sender = Socket.recvfrom(self, _size(nbytes, bytes_, "recvfrom_into"), flags)
            bytes_[: len(data)] = data
        return len(data), sender

    @_on_the_network
    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0) -> tuple[bytes, list, int, Any]:
        if bufsize < 0:
            raise ValueError("negative buffer size in recvmsg()")
        data, sender = Socket.recvfrom(self, bufsize, flags)
        return data, [], 0, sender

    # -- the end

    @_on_the_network
    def shutdown(self, how: int) -> None:
        self._alive().shutdown(how)

    def _real_close(self, *args: Any) -> None:
        if self._network is None:
            super()._real_close(*args)
            return
        fd, self._fd = self._fd, -1
        if fd in self._network.open:
            self._network.drop(fd)

    def detach(self) -> int:
        if self._network is None:
            return super().detach()
        fd, self._fd, self._closed = self.fileno(), -1, True
        return fd

    def dup(self) -> "Socket":
        if self._network is None:
            return super().dup()
        other = self.__class__(self.family, self.type, self.proto, fileno=self._network.give(self._alive()))
        other.settimeout(self._timeout)
        return other


Socket.__name__ = "socket"

_FAMILIES, _KINDS = frozenset(socket.AddressFamily), frozenset(socket.SocketKind)
_DEFAULTS = {socket.SO_RCVBUF: 131_072, socket.SO_SNDBUF: 16_384}
"""What Linux says of a new socket."""


def _bytes_of(data: Any) -> memoryview:
    try:
        return memoryview(data).cast("B")
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def _not_negative(size: int, function: str) -> None:
    if size < 0:
        raise ValueError(f"negative buffersize in {function}")


def _size(size: int, buffer: memoryview, function: str) -> int:
    """How much is to be read into a buffer."""
    _not_negative(size, function)
    if size > len(buffer):
        few = (
            "nbytes is greater than the length of the buffer"
            if function == "recvfrom_into"
            else "buffer too small for requested bytes"
        )
        raise ValueError(few)
    return size or len(buffer)


def _address(family: int, address: Any, function: str) -> Any:
    """What a program gives as an address, looked at as CPython does."""
    if family not in INET:
        return address
    name = socket.AddressFamily(family).name
    if not isinstance(address, tuple):
        raise TypeError(f"{function}(): {name} address must be tuple, not {type(address).__name__}")
    if family == socket.AF_INET and len(address) != 2:
        raise TypeError("AF_INET address must be a pair (host, port)")
    if not 2 <= len(address) <= 4:
        raise TypeError("AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")
    host, port = address[0], operator.index(address[1])
    if not isinstance(host, str | bytes | bytearray):
        raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")
    if not 0 <= port <= 0xFFFF:
        raise OverflowError(f"{function}(): port must be 0-65535.")
    return (host, port, *address[2:])


def _family(value: int) -> int:
    try:
        return socket.AddressFamily(value)
    except ValueError:
        return value


def _place(address: Any) -> str:
    return f"{address[0]}, port {address[1]}" if isinstance(address, tuple) else repr(address)


def _either(original: Callable) -> Callable[[Callable], Callable]:
    """Ask ``original`` off the stage; on it, the function, which gets the network first."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(original)
        def either(*args: Any, **kwargs: Any) -> Any:
            network = current()
            return original(*args, **kwargs) if network is None else function(network, *args, **kwargs)

        either.__name__ = either.__qualname__ = function.__name__  # the original's is another where pytest-socket stands guard
        return either

    return decorate


@_either(socket.socketpair)
def socketpair(
    network: Network, family: int | None = None, type: int = socket.SOCK_STREAM, proto: int = 0
) -> tuple[Socket, Socket]:
    """``socket.socketpair``."""
    if family not in (None, AF_UNIX):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
    if type & ~FLAGS != socket.SOCK_STREAM:
        Socket(AF_UNIX, type)  # says what there is
    one, two = (Socket(AF_UNIX, type, proto, fileno=network.give(end)) for end in network.pair())
    return one, two


@_either(socket.fromfd)
def fromfd(network: Network, fd: int, family: int, type: int, proto: int = 0) -> Socket:
    """``socket.fromfd``."""
    sock = Socket(family, type, proto, fileno=fd)
    try:
        return sock.dup()
    finally:
        sock.detach()


@_either(socket.close)
def close(network: Network, fd: int) -> None:
    """``socket.close``."""
    network.drop(fd)


@_either(socket.getaddrinfo)
def getaddrinfo(
    network: Network,
    host: str | bytes | None,
    port: str | int | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[tuple]:
    """``socket.getaddrinfo``, without asking anybody: the names are those of the network."""
    if port is not None:
        name = port.decode() if isinstance(port, bytes) else str(port)
        try:
            port = int(name) & 0xFFFF if name.isdigit() else socket.getservbyname(name)
        except OSError:
            raise socket.gaierror(socket.EAI_SERVICE, "Servname not supported for ai_socktype") from None
    if host is None or host == "":
        addresses = [ANY, "::"] if flags & socket.AI_PASSIVE else ["::1", LOOPBACK]
    else:
        if flags & socket.AI_NUMERICHOST:
            try:
                ipaddress.ip_address(host)
            except ValueError:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        addresses = [network.address(host)]
    found = []
    for address in addresses:
        of = socket.AF_INET6 if ":" in address else socket.AF_INET
        if family not in (0, of):
            continue
        for kind, number in ((socket.SOCK_STREAM, 6), (socket.SOCK_DGRAM, 17), (socket.SOCK_RAW, 0)):
            if type in (0, kind) and proto in (0, number):
                where = (address, port or 0) if of == socket.AF_INET else (address, port or 0, 0, 0)
                name = os.fsdecode(host) if host and flags & socket.AI_CANONNAME else ""
                found.append((of, kind, number, name, where))
    if not found:
        raise socket.gaierror(socket.EAI_ADDRFAMILY, "Address family for hostname not supported")
    return found


@_either(socket.gethostbyname)
def gethostbyname(network: Network, hostname: str) -> str:
    """``socket.gethostbyname``."""
    return network.address(hostname)


@_either(socket.gethostbyname_ex)
def gethostbyname_ex(network: Network, hostname: str) -> tuple[str, list, list]:
    """``socket.gethostbyname_ex``."""
    return hostname, [], [network.address(hostname)]


@_either(socket.gethostbyaddr)
def gethostbyaddr(network: Network, address: str) -> tuple[str, list, list]:
    """``socket.gethostbyaddr``."""
    found = network.address(address)
    for name, known in network.names.items():
        if known == found:
            return name, [], [found]
    raise socket.herror(1, "Unknown host")


@_either(socket.getnameinfo)
def getnameinfo(network: Network, sockaddr: tuple, flags: int) -> tuple[str, str]:
    """``socket.getnameinfo``."""
    host, service = sockaddr[0], str(sockaddr[1])
    if not flags & socket.NI_NUMERICHOST:
        host = next((name for name, known in network.names.items() if known == host), host)
    if not flags & socket.NI_NUMERICSERV:
        with contextlib.suppress(OSError):  # it has no name
            service = socket.getservbyport(sockaddr[1], "udp" if flags & socket.NI_DGRAM else "tcp")
    return host, service


@_either(socket.gethostname)
def gethostname(network: Network) -> str:
    """``socket.gethostname``."""
    return HOSTNAME


@_either(socket.getfqdn)
def getfqdn(network: Network, name: str = "") -> str:
    """``socket.getfqdn``."""
    return name if name not in ("", ANY, "::") else HOSTNAME


FUNCTIONS: tuple[Callable, ...] = (
    socketpair,
    fromfd,
    close,
    getaddrinfo,
    gethostbyname,
    gethostbyname_ex,
    gethostbyaddr,
    getnameinfo,
    gethostname,
    getfqdn,
)


def patches(on: Scheduler) -> Iterator[Patch]:
    """What is replaced in ``socket``."""
    yield Patch(socket, "socket", Socket, "connections stay within the process")
    for function in FUNCTIONS:
        yield Patch(socket, function.__name__, function, "names and sockets are the network's")
