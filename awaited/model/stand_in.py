"""The Ollama stand-in: the fake model server behind Ollama's HTTP interface, for the real client.

``awaited model`` starts it, and every snippet runs against it unchanged: ``python FILE``. It answers with the same words,
latencies, failures and server slots as the stage, since both ask one ``Model``.
"""

import asyncio
import errno
import socket
import threading
import time
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

from awaited.model.http import application
from awaited.model.model import Model


class PortInUse(OSError):
    """Another program listens on the port."""


def listen(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A socket to serve on.

    Args:
        host: An address of this machine. The default can be reached from this machine alone.
        port: 0 takes a free one.

    Raises:
        PortInUse: Another program listens there.
        OSError: The address is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY, without which every token comes 40 ms late.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(2048)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(errno.EADDRINUSE, f"port {port} on {host} is in use") from None
        raise
    return sock


def _http_server(app: Starlette) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        # Longer than a snippet thinks between two calls: a client that uses a connection which is just being closed fails.
        timeout_keep_alive=600,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


class StandIn:
    """The stand-in in a thread of its own, for tests.

    Use it as a context manager.

    Args:
        server: What answers; look at its ``calls`` and ``peak`` for what happened. It may be replaced by another.
        port: 0 takes a free one.

    Example:
        >>> with StandIn(Model({"Hi": "Hello!"})) as stand_in:
        ...     stand_in.url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(self, server: Model, port: int = 0) -> None:
        self._app = application(server)
        self._socket = listen(port=port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._http = _http_server(self._app)
        self._thread = threading.Thread(target=self._run, name="ollama-stand-in", daemon=True)

    @property
    def server(self) -> Model:
        """What answers."""
        return self._app.state.server

    @server.setter
    def server(self, server: Model) -> None:
        self._app.state.server = server

    def _run(self) -> None:
        asyncio.run(self._http.serve(sockets=[self._socket]))

    def __enter__(self) -> "StandIn":
        self._thread.start()
        while not self._http.started and self._thread.is_alive():
            time.sleep(0.002)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.should_exit = True
        self._thread.join(10)
        self._socket.close()
