"""Pipes, and the functions of ``os`` that take a descriptor: those of the network's descriptors go to the network, all others stay real."""

import errno
import functools
import os
import stat
from collections.abc import Callable, Iterator
from typing import Any

from awaited.stage import network as stage_network
from awaited.stage.network import FIRST_DESCRIPTOR, Network
from awaited.stage.patches import Patch
from awaited.stage.scheduler import Scheduler
from awaited.stage.sockets import Socket


def _of_descriptor(name: str) -> Callable[[Callable], Callable]:
    """Ask ``os`` about real descriptors; about those of the network the function, which gets a socket for them."""
    original = getattr(os, name)

    def decorate(function: Callable) -> Callable:
        @functools.wraps(original)
        def either(fd: Any, *args: Any, **kwargs: Any) -> Any:
            if not isinstance(fd, int) or fd < FIRST_DESCRIPTOR or (network := stage_network.current()) is None:
                return original(fd, *args, **kwargs)
            if fd not in network.open:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return function(network, fd, *args, **kwargs)

        return either

    return decorate


# Descriptors have their blocking mode themselves, and not the objects that refer to them.
_BLOCKS = (0, 0)


def _socket(network: Network, fd: int) -> Socket:
    """A socket object for a descriptor, for the length of one call."""
    sock = Socket(fileno=fd)
    sock.settimeout(None if network.open[fd].options.get(_BLOCKS, 1) else 0.0)
    return sock


def _borrowed(network: Network, fd: int, use: Callable[[Socket], Any], never: str = "") -> Any:
    if never and network.open[fd].pipe == never:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sock = _socket(network, fd)
    try:
        return use(sock)
    finally:
        sock.detach()


def pipe() -> tuple[int, int]:
    """``os.pipe``."""
    network = stage_network.current()
    if network is None:
        return _pipe()
    one, two = network.pair()
    one.pipe, two.pipe = "r", "w"
    return network.give(one), network.give(two)


_pipe: Any = getattr(os, "pipe", None)


def pipe2(flags: int, /) -> tuple[int, int]:
    """``os.pipe2``."""
    network = stage_network.current()
    if network is None:
        return _pipe2(flags)
    ends = pipe()
    if flags & os.O_NONBLOCK:
        for fd in ends:
            network.open[fd].options[_BLOCKS] = 0
    if not flags & os.O_CLOEXEC:
        network.inheritable.update(ends)
    return ends


_pipe2: Any = getattr(os, "pipe2", None)


@_of_descriptor("read")
def read(network: Network, fd: int, length: int) -> bytes:
    """``os.read``."""
    return _borrowed(network, fd, lambda sock: sock.recv(length), "w")


@_of_descriptor("write")
def write(network: Network, fd: int, data: Any) -> int:
    """``os.write``."""
    return _borrowed(network, fd, lambda sock: sock.send(data), "r")


@_of_descriptor("close")
def close(network: Network, fd: int) -> None:
    """``os.close``."""
    network.drop(fd)


@_of_descriptor("dup")
def dup(network: Network, fd: int) -> int:
    """``os.dup``."""
    return network.give(network.open[fd])


@_of_descriptor("set_blocking")
def set_blocking(network: Network, fd: int, blocking: bool) -> None:
    """``os.set_blocking``."""
    network.open[fd].options[_BLOCKS] = int(blocking)


@_of_descriptor("get_blocking")
def get_blocking(network: Network, fd: int) -> bool:
    """``os.get_blocking``."""
    return bool(network.open[fd].options.get(_BLOCKS, 1))


@_of_descriptor("get_inheritable")
def get_inheritable(network: Network, fd: int) -> bool:
    """``os.get_inheritable``."""
    return fd in network.inheritable


@_of_descriptor("set_inheritable")
def set_inheritable(network: Network, fd: int, inheritable: bool) -> None:
    """``os.set_inheritable``: there is nobody who could inherit it."""
    (network.inheritable.add if inheritable else network.inheritable.discard)(fd)


@_of_descriptor("isatty")
def isatty(network: Network, fd: int) -> bool:
    """``os.isatty``."""
    return False


@_of_descriptor("fstat")
def fstat(network: Network, fd: int) -> os.stat_result:
    """``os.fstat``: what kind of thing it is."""
    kind = stat.S_IFIFO if network.open[fd].pipe else stat.S_IFSOCK
    return os.stat_result(
        (kind | 0o600, fd, 0, 1, 0, 0, 0, 0, 0, 0), dict.fromkeys(("st_atime_ns", "st_mtime_ns", "st_ctime_ns"), 0)
    )


@_of_descriptor("fdopen")
def fdopen(
    network: Network, fd: int, mode: str = "r", buffering: int = -1, encoding: str | None = None, *args: Any, **kwargs: Any
) -> Any:
    """``os.fdopen``."""
    given = {"encoding": encoding} | {key: kwargs[key] for key in ("errors", "newline") if key in kwargs}
    by_lines = buffering == 1 and "b" not in mode
    with _socket(network, fd) as sock:
        file: Any = sock.makefile(mode, None if buffering < 0 or by_lines else buffering, **given)
    if by_lines:
        file.reconfigure(line_buffering=True)
    return file


def sendfile(out_fd: int, in_fd: int, offset: int, count: int, *args: Any, **kwargs: Any) -> int:
    """``os.sendfile``."""
    network = stage_network.current()
    if network is None or out_fd < FIRST_DESCRIPTOR:
        return _sendfile(out_fd, in_fd, offset, count, *args, **kwargs)
    data = os.pread(in_fd, count, offset)
    return _borrowed(network, out_fd, lambda sock: sock.send(data)) if data else 0


_sendfile: Any = getattr(os, "sendfile", None)

FUNCTIONS = (
    pipe,
    pipe2,
    read,
    write,
    close,
    dup,
    set_blocking,
    get_blocking,
    get_inheritable,
    set_inheritable,
    isatty,
    fstat,
    fdopen,
    sendfile,
)


def patches(on: Scheduler) -> Iterator[Patch]:
    """What is replaced in ``os``."""
    for function in FUNCTIONS:
        if hasattr(os, function.__name__):
            yield Patch(os, function.__name__, function, "pipes and sockets are the network's")
