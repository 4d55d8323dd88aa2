"""A server of its own for the model: the real clients, and any other program, ask it over HTTP.

``awaited model`` starts it. It answers with the same words, latencies, failures and slots as the stage, since both ask one ``Model``,
through one ``HTTPServer``.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Coroutine, Sequence
from types import TracebackType
from typing import Any

from awaited.model.http_server import HTTPServer, PortInUse, listen
from awaited.model.interfaces import Caller, Interfaces
from awaited.model.model import Model

__all__ = ["PortInUse", "StandIn", "go_down", "listen", "serve"]


async def serve(
    model: Model,
    sock: socket.socket | None = None,
    *,
    port: int = 0,
    context: ssl.SSLContext | None = None,
    caller: Caller | None = None,
    since: float = 0.0,
) -> None:
    """Answer over HTTP until this is cancelled.

    Args:
        model: What answers.
        sock: A socket that listens, in the place of ``port``.
        port: Of this machine; 0 takes a free one.
        context: Serve under TLS, with this context's certificate.
        caller: Who is at the client's end of a connection, by its port.
        since: For how many seconds the model has been there already; its outages are counted from then.
    """
    server = HTTPServer(Interfaces(model, caller))
    await server.start(port=port, sock=sock, context=context)
    try:
        await go_down(server, model.outages, since)
        await asyncio.get_running_loop().create_future()
    finally:
        await server.close()


async def go_down(server: HTTPServer, outages: Sequence[tuple[float, float]], since: float = 0.0) -> None:
    """Let a server not be there from one second to another, counted from ``since`` seconds ago."""
    loop = asyncio.get_running_loop()
    start = loop.time() - since
    for down, up in outages:
        if up <= since:
            continue
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
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve())
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
