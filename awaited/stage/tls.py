"""TLS on the stage: real handshakes and real certificates, in memory.

asyncio's TLS needs nothing: it has kept bytes and network apart all along (``ssl.MemoryBIO``). Blocking TLS is ``ssl.SSLSocket``, unmodified;
what it has from OpenSSL, an object that reads and writes a descriptor, is put together here from memory and the socket below
(``_Wire``).

Servers of the world that answer on the stage (``api.openai.com``) have certificates of the stage's own authority. A program's contexts
trust it from their first handshake on. Everything else is checked as ever: a wrong name, a certificate of somebody else and plain text where
TLS is expected fail with the errors that a terminal shows.

Certificates of the world's authorities are read only when they are needed. Reading them takes 30 milliseconds, a model's client does
it twice, and on the stage there is nobody whom they could vouch for.
"""

import contextlib
import functools
import os
import ssl
import sys
from collections.abc import Callable, Iterator
from typing import Any

from awaited.stage import network as stage_network
from awaited.stage.patches import Patch
from awaited.stage.scheduler import Scheduler
from awaited.stage.sockets import Socket

_CHUNK = 1 << 16

_Context: Any = ssl.SSLContext
"""With its private methods, which OpenSSL's module gives it."""
_wrap_bio = _Context._wrap_bio
_wrap_socket = _Context._wrap_socket
_load = ssl.SSLContext.load_verify_locations
_load_defaults = ssl.SSLContext.load_default_certs
_set_defaults = ssl.SSLContext.set_default_verify_paths


class TLSSocket(ssl.SSLSocket, Socket):
    """``ssl.SSLSocket`` over a socket of the stage."""

    __module__ = "ssl"
    __qualname__ = "SSLSocket"


TLSSocket.__name__ = "SSLSocket"


class _Wire:
    """What OpenSSL's object for a socket does, with memory in between. Everything else is the object's own."""

    def __init__(self, sock: Socket, make: Callable[[ssl.MemoryBIO, ssl.MemoryBIO], Any]) -> None:
        self._sock = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = make(self._incoming, self._outgoing)
        self._unsent = b""
        self._sends = False
        """Whether a thread is sending it: what others add, it takes along."""
        self._written = 0
        """Bytes that are records already, and not known to be sent."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._object, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("context", "session"):
            setattr(self._object, name, value)
        else:
            super().__setattr__(name, value)

    def _flush(self) -> None:
        # Invariant: records leave in the order in which they were made, whole or in part.
        self._unsent += self._outgoing.read()
        if self._sends:
            return
        self._sends = True
        try:
            while self._unsent:
                sent = Socket.send(self._sock, self._unsent)
                self._unsent = self._unsent[sent:]
        except BlockingIOError:
            raise ssl.SSLWantWriteError(ssl.SSL_ERROR_WANT_WRITE, "The operation did not complete (write)") from None
        finally:
            self._sends = False

    def _fill(self) -> None:
        try:
            data = Socket.recv(self._sock, _CHUNK)
        except BlockingIOError:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The operation did not complete (read)") from None
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _until_done(self, step: Callable[[], Any], what: str) -> Any:
        try:
            return self._go_on(step)
        except TimeoutError:
            raise TimeoutError(f"The {what} operation timed out") from None

    def _go_on(self, step: Callable[[], Any]) -> Any:
        self._flush()
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._flush()
                self._fill()
            except BaseException:
                with contextlib.suppress(OSError):  # whoever has left does not hear it, and that is not what went wrong
                    self._flush()  # an alert
                raise
            else:
                self._flush()
                return done

    def do_handshake(self) -> None:
        self._until_done(self._object.do_handshake, "handshake")

    def read(self, *args: Any) -> Any:
        return self._until_done(lambda: self._object.read(*args), "read")

    def write(self, data: Any) -> int:
        try:
            self._flush()
            if not self._written:  # else OpenSSL is asked again, as it wants to be: with the same
                self._written = self._object.write(data)
                self._flush()
        except TimeoutError:
            raise TimeoutError("The write operation timed out") from None
        written, self._written = self._written, 0
        return written

    def shutdown(self) -> Socket:
        self._until_done(self._object.shutdown, "read")
        return self._sock


# -- trust


class _Later(ssl.SSLContext):
    """A context that has yet to read the certificates of the world's authorities. It becomes an ordinary one when it does."""

    def _read(self) -> None:
        owed = self.__dict__.pop("_owed")
        self.__class__ = ssl.SSLContext  # type: ignore[assignment]
        for load in owed:
            load(self)

    def _wrap_bio(self, *args: Any, **kwargs: Any) -> Any:
        if stage_network.current() is None:
            self._read()
        return _Context._wrap_bio(self, *args, **kwargs)

    def _wrap_socket(self, *args: Any, **kwargs: Any) -> Any:
        if stage_network.current() is None:
            self._read()
        return _Context._wrap_socket(self, *args, **kwargs)

    def get_ca_certs(self, *args: Any) -> Any:
        self._read()
        return self.get_ca_certs(*args)

    def cert_store_stats(self) -> Any:
        self._read()
        return self.cert_store_stats()


_Later.__name__ = _Later.__qualname__ = "SSLContext"
_Later.__module__ = "ssl"


def _owe(context: ssl.SSLContext, load: Callable[[ssl.SSLContext], object]) -> bool:
    """Let ``context`` do ``load`` when it has to. False: it cannot wait."""
    if stage_network.current() is None or type(context) not in (ssl.SSLContext, _Later):
        return False
    vars(context).setdefault("_owed", []).append(load)
    context.__class__ = _Later
    return True


_stat = os.stat
"""Taken at import: a program may have put something of its own in its place, that looks for blocking calls for instance."""


def _file(path: str | os.PathLike[str]) -> tuple[int, int] | None:
    """What a path leads to, whatever it is called."""
    try:
        found = _stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


@functools.cache
def _world() -> frozenset[tuple[int, int] | None]:
    """The files with the world's authorities."""
    paths = ssl.get_default_verify_paths()
    found = {paths.cafile, paths.openssl_cafile}
    with contextlib.suppress(ImportError):
        import certifi

        found.add(certifi.where())
    return frozenset(_file(path) for path in found if path) - {None}


def load_verify_locations(self: ssl.SSLContext, cafile: Any = None, capath: Any = None, cadata: Any = None) -> None:
    """``SSLContext.load_verify_locations``."""
    is_world = isinstance(cafile, str | os.PathLike) and capath is None and cadata is None and _file(cafile) in _world()
    if not (is_world and _owe(self, lambda context: _load(context, cafile))):
        _load(self, cafile, capath, cadata)


def load_default_certs(self: ssl.SSLContext, purpose: Any = ssl.Purpose.SERVER_AUTH) -> None:
    """``SSLContext.load_default_certs``."""
    if not _owe(self, lambda context: _load_defaults(context, purpose)):
        _load_defaults(self, purpose)


def set_default_verify_paths(self: ssl.SSLContext) -> None:
    """``SSLContext.set_default_verify_paths``."""
    if not _owe(self, _set_defaults):
        _set_defaults(self)


_default: dict[tuple[Any, ...], tuple[ssl.SSLContext, tuple[Any, ...]]] = {}
"""The contexts that clients have who ask for nothing special, by where their certificates are, each with its settings."""


def _default_context(create: Callable[..., ssl.SSLContext]) -> Callable[..., ssl.SSLContext]:
    """httpx's ``create_ssl_context``: a client makes a context when it is made, LangChain's models make two clients each, and a context costs as
    much as five tokens of an answer. The default one is made once."""

    def create_ssl_context(verify: Any = True, cert: Any = None, trust_env: bool = True) -> ssl.SSLContext:
        if verify is not True or cert or stage_network.current() is None:
            return create(verify=verify, cert=cert, trust_env=trust_env)
        key = (create.__module__, trust_env, *map(_written, ("SSL_CERT_FILE", "SSL_CERT_DIR")))
        context, settings = _default.get(key, (None, ()))
        if context is None or _settings(context) != settings:  # a program has changed it
            context = create(verify=verify, cert=cert, trust_env=trust_env)
            _default[key] = context, _settings(context)
        return context

    return create_ssl_context


def _written(variable: str) -> Any:
    """The path in a variable of the environment, and when what is there was written."""
    path = os.environ.get(variable)
    with contextlib.suppress(OSError):
        return path and (path, _stat(path).st_mtime_ns)
    return path


def _settings(context: ssl.SSLContext) -> tuple[Any, ...]:
    return context.check_hostname, context.verify_mode, context.options, context.verify_flags


def _trust(context: ssl.SSLContext, server_side: bool) -> None:
    """Let a client's context trust the stage's authority, once there is one."""
    if (
        server_side
        or stage_network.current() is None
        or context.verify_mode == ssl.CERT_NONE
        or not authority.cache_info().currsize
    ):
        return
    if "_trusts_the_stage" not in vars(context):
        vars(context)["_trusts_the_stage"] = True
        _load(context, cadata=authority().cert_pem.bytes().decode())


def wrap_bio(
    self: ssl.SSLContext, incoming: Any, outgoing: Any, server_side: bool, server_hostname: Any = None, **kwargs: Any
) -> Any:
    """What ``SSLContext.wrap_bio`` asks of OpenSSL."""
    _trust(self, server_side)
    return _wrap_bio(self, incoming, outgoing, server_side, server_hostname, **kwargs)


def wrap_socket(self: Any, sock: Any, server_side: bool, server_hostname: Any = None, **kwargs: Any) -> Any:
    """What ``SSLSocket`` asks of OpenSSL."""
    if getattr(sock, "_network", None) is None:
        return _wrap_socket(self, sock, server_side, server_hostname, **kwargs)
    return _Wire(sock, lambda incoming, outgoing: self._wrap_bio(incoming, outgoing, server_side, server_hostname, **kwargs))


@functools.cache
def authority() -> Any:
    """The stage's authority, which lives as long as the process.

    Raises:
        ImportError: trustme is not installed.
    """
    try:
        import trustme
    except ImportError:
        raise ImportError("TLS on the stage needs trustme: pip install trustme") from None
    return trustme.CA(organization_name="Awaited", organization_unit_name="The stage's own authority")


@functools.cache
def server_context(*names: str) -> ssl.SSLContext:
    """A server's context with a certificate for these names, which programs on the stage trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(*names).configure_cert(context)
    return context


def patches(on: Scheduler) -> Iterator[Patch]:
    """What is replaced in ``ssl``."""
    yield Patch(ssl.SSLContext, "sslsocket_class", TLSSocket, "TLS over the network's sockets")
    yield Patch(ssl.SSLContext, "_wrap_socket", wrap_socket, "TLS over the network's sockets")
    yield Patch(ssl.SSLContext, "_wrap_bio", wrap_bio, "the stage's authority is trusted")
    for function in (load_verify_locations, load_default_certs, set_default_verify_paths):
        yield Patch(ssl.SSLContext, function.__name__, function, "certificates of the world are read when they are needed")
    for name in ("httpx", "httpx2"):  # the second is the one of OpenAI's package
        if (module := sys.modules.get(f"{name}._transports.default")) is not None:
            ours = _default_context(module.create_ssl_context)
            yield Patch(module, "create_ssl_context", ours, "the default context is made once", copies=False)
