"""A server of its own for the model: the real clients, and any other program, ask it over HTTP.

It answers with the same words, latencies, failures and slots as the stage, since both ask one ``Model``, through one ``HTTPServer``.
"""

import argparse
import asyncio
import errno
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from awaited.model.http_server import HTTPServer
from awaited.model.interfaces import Caller, Interfaces
from awaited.model.model import Model

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


async def serve(
    model: Model,
    sock: socket.socket | None = None,
    *,
    port: int = 0,
    context: ssl.SSLContext | None = None,
    caller: Caller | None = None,
    ready: Callable[[HTTPServer], None] | None = None,
) -> None:
    """Answer over HTTP until this is cancelled.

    Args:
        model: What answers.
        sock: A socket that listens, in the place of ``port``.
        port: Of this machine; 0 takes a free one.
        context: Serve under TLS, with this context's certificate.
        caller: Who is at the client's end of a connection, by its port.
        ready: Called when it listens.
    """
    server = HTTPServer(Interfaces(model, caller))
    await server.start(port=port, sock=sock, context=context)
    try:
        if ready is not None:
            ready(server)
        await go_down(server, model.outages)
        await asyncio.get_running_loop().create_future()
    finally:
        await server.close()


async def go_down(server: HTTPServer, outages: Sequence[tuple[float, float]]) -> None:
    """Let a server not be there from one second to another, counted from now."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for down, up in outages:
        await asyncio.sleep(start + down - loop.time())
        await server.stop_listening()
        await asyncio.sleep(start + up - loop.time())
        await server.listen_again()


class StandIn:
    """A server for a model, in a thread of its own: for tests, and for programs that take a real client.

    Use it as a context manager.

    Args:
        model: What answers; look at its ``calls`` and ``peak`` for what happened. It may be replaced by another.
        port: 0 takes a free one.
        context: Serve under TLS, with this context's certificate.

    Raises:
        PortInUse: Another program listens on the port.

    Example:
        >>> with StandIn(Model({"Hi": "Hello!"})) as stand_in:
        ...     stand_in.url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(self, model: Model, port: int = 0, *, context: ssl.SSLContext | None = None) -> None:
        self._interfaces = Interfaces(model)
        self._context = context
        self._socket = listen(port=port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._run, name="ollama-stand-in", daemon=True)
        self._serves = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._http: HTTPServer | None = None

    @property
    def model(self) -> Model:
        """What answers."""
        return self._interfaces.model

    @model.setter
    def model(self, model: Model) -> None:
        self._interfaces.model = model

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._serves.set()  # whoever waits for a start that failed

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._http = await HTTPServer(self._interfaces).start(sock=self._socket, context=self._context)
        outages = asyncio.create_task(go_down(self._http, self.model.outages))
        self._serves.set()
        await self._end.wait()
        outages.cancel()
        await self._http.close()

    def go_down(self) -> None:
        """Break off all connections, and refuse new ones until ``come_up()``."""
        self._ask(self._http.stop_listening())  # type: ignore[union-attr]

    def come_up(self) -> None:
        """Listen again, at the same port."""
        self._ask(self._http.listen_again())  # type: ignore[union-attr]

    def _ask(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result()  # type: ignore[arg-type]

    def __enter__(self) -> "StandIn":
        self._thread.start()
        self._serves.wait()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()


def main(arguments: Sequence[str] | None = None, *, load: Callable[[Path], Model], program: str = "awaited model") -> int:
    """The command that serves until Ctrl+C.

    Args:
        arguments: What stands behind the command's name; that of this process if none is given.
        load: Makes the model from the folder with the answers. A ``LookupError`` of it is what is wrong there, in words.
        program: The command's name.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(prog=program, description="Answers as Ollama and OpenAI would, without a model.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}, Ollama's own")
    parser.add_argument("--snippets", type=Path, default=Path("snippets"), help="the folder with the answers (default: snippets)")
    given = parser.parse_args(arguments)
    try:
        model = load(given.snippets)
    except LookupError as error:
        return _complain(str(error))
    if not model.answers:
        return _complain(f"{given.snippets} has no answers: start it in the project's folder, or say where with --snippets")
    try:
        sock = listen(given.host, given.port)
    except PortInUse as error:
        return _complain(f"{error.strerror}, perhaps by Ollama itself: stop it, or choose another with --port")
    except (OSError, OverflowError) as error:
        return _complain(f"cannot listen on {given.host}, port {given.port}: {error}")
    host, port = sock.getsockname()[:2]
    print(
        f"The Ollama stand-in answers {len(model.answers)} prompts at http://{given.host}:{port}. Ctrl+C ends it.",
        flush=True,
    )
    if not host.startswith("127.") and host != "::1":
        print("Other machines can reach it, too.", flush=True)
    if port != PORT or not host.startswith("127."):
        print(f"Tell programs so: OLLAMA_HOST=http://{given.host}:{port}", flush=True)
    try:
        asyncio.run(serve(model, sock))
    except KeyboardInterrupt:
        pass
    finally:
        sock.close()
    return 0


def _complain(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    from awaited.site.library import Library

    sys.exit(main(load=lambda folder: Library(folder).server(), program="python -m awaited.model.stand_in"))
