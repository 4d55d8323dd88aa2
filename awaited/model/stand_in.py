"""The Ollama stand-in: the fake model server behind Ollama's HTTP interface, for the real client.

``python -m awaited.model.stand_in`` starts it, and every snippet runs against it unchanged: ``python FILE``. It answers with the same words,
latencies, failures and server slots as the stage, since both ask one ``Model``.
"""

import argparse
import asyncio
import errno
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

from awaited.model.http import application
from awaited.model.model import Model
from awaited.site.library import Library, LibraryError

PORT = 11434
"""Ollama's own port."""


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


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m awaited.model.stand_in``: serve until Ctrl+C.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(
        prog="python -m awaited.model.stand_in", description="Answers as Ollama would, without a model."
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}, Ollama's own")
    parser.add_argument("--snippets", type=Path, default=Path("snippets"), help="the folder with the answers (default: snippets)")
    given = parser.parse_args(arguments)
    try:
        server = Library(given.snippets).server()
    except LibraryError as error:
        return _complain(str(error))
    if not server.answers.known:
        return _complain(f"{given.snippets} has no answers: start it in the project's folder, or say where with --snippets")
    try:
        sock = listen(given.host, given.port)
    except PortInUse as error:
        return _complain(f"{error.strerror}, perhaps by Ollama itself: stop it, or choose another with --port")
    except (OSError, OverflowError) as error:
        return _complain(f"cannot listen on {given.host}, port {given.port}: {error}")
    host, port = sock.getsockname()[:2]
    print(
        f"The Ollama stand-in answers {len(server.answers.known)} prompts at http://{given.host}:{port}. Ctrl+C ends it.",
        flush=True,
    )
    if not host.startswith("127.") and host != "::1":
        print("Other machines can reach it, too.", flush=True)
    if port != PORT or not host.startswith("127."):
        print(f"Tell programs so: OLLAMA_HOST=http://{given.host}:{port}", flush=True)
    try:
        asyncio.run(_http_server(application(server)).serve(sockets=[sock]))
    except KeyboardInterrupt:
        pass
    finally:
        sock.close()
    return 0


def _complain(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
