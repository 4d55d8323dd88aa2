"""A small HTTP/1.1 server: h11 for the protocol, asyncio for the sockets, nothing else.

A web framework would be slower to set up than a whole run on the stage takes, wakes itself ten times a second, and logs. This one does
nothing unless a socket tells it to, so that on the stage it is no reason for the clock to move, and asks asyncio for plain transports
alone: it runs on real and simulated sockets, in the clear and under TLS.

What it does is what a client of a model can see: connections that are kept open, bodies that are streamed, an answer that is given up
when the client hangs up (as Go's ``net/http``, which Ollama is built on, does), and connections that break when they are told to.
"""

import asyncio
import errno
import socket
import ssl
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import h11

MAX_BODY = 10 * 2**20
"""The largest request body, in bytes."""

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Request Entity Too Large",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    529: "Site is overloaded",
}
"""The words beside a status, as Go and the providers have them; clients quote them."""

Headers = Sequence[tuple[str, str]]


class BadRequest(ValueError):
    """The server itself refuses a request before anybody looked at it.

    Args:
        status: An HTTP status code.
        message: Why.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class HangUp(Exception):
    """What an answer raises to break off its connection instead of going on.

    Args:
        reset: Whether the client is to see a reset; else the connection is closed in mid-answer.
    """

    def __init__(self, reset: bool = False) -> None:
        self.reset = reset


@dataclass(frozen=True)
class HTTPRequest:
    """A request that has been read to its end."""

    method: str
    path: str
    """Without the query."""
    headers: dict[str, str]
    """By name, in small letters."""
    body: bytes
    client_port: int
    """The port at the client's end of the connection, which says who is asking; 0 if it has none."""
    refused: BadRequest | None = None
    """What is wrong with it, if it could not be read."""


@dataclass
class HTTPAnswer:
    """What to answer: a whole body, or one that comes in pieces."""

    status: int = 200
    body: bytes | AsyncGenerator[bytes, None] = b""
    headers: Headers = field(default=(("content-type", "application/json"),))


Handle = Callable[[HTTPRequest], Awaitable[HTTPAnswer]]
"""What answers. It is cancelled when the client hangs up, and may raise ``HangUp``, as may the pieces of its answer's body."""


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
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(errno.EADDRINUSE, f"port {port} on {host} is in use") from None
        raise
    return sock


_BACKLOG = 2048
"""How many connections may wait to be accepted."""

_FULL = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
"""What ``accept()`` says where there is no room for one more socket."""


class HTTPServer:
    """Serves requests on the running event loop, one that waits with a selector, from ``start()`` to ``close()``.

    Connections are accepted here and not by ``loop.create_server()``: asyncio forgets those that it has accepted but not begun to serve when
    it is told to stop, and their clients wait for ever.

    Args:
        handle: What answers.
    """

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self.port = 0
        """The port that it listens on."""
        self.requests = 0
        """How many have been read."""
        self.connections: set[_Connection] = set()
        """Those that are open."""
        self._host = ""
        self._context: ssl.SSLContext | None = None
        self._listening: socket.socket | None = None
        self._greeting: set[asyncio.Task[None]] = set()
        self._unmet: set[socket.socket] = set()
        """Those that were accepted by now, and that no transport cares for yet."""
        self._gone: asyncio.Future[None] | None = None

    async def start(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        sock: socket.socket | None = None,
        context: ssl.SSLContext | None = None,
    ) -> "HTTPServer":
        """Listen.

        Args:
            host: An address of this machine.
            port: 0 takes a free one.
            sock: A socket to listen on, in the place of host and port.
            context: Serve under TLS, with this context's certificate.

        Raises:
            PortInUse: Another program listens there.
            OSError: The address is none of this machine's.
        """
        self._listening = sock if sock is not None else listen(host, port)
        self._listening.setblocking(False)
        self._listening.listen(_BACKLOG)
        self._host, self.port = self._listening.getsockname()[:2]
        self._context = context
        asyncio.get_running_loop().add_reader(self._listening, self._accept)
        return self

    def _accept(self) -> None:
        """Somebody knocks. All who do are let in at once: whoever came last would else be read later than he wrote, and in one piece."""
        loop = asyncio.get_running_loop()
        while self._listening is not None:
            try:
                sock, _ = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _FULL:
                    raise
                # Until there is room again: else this would be called without end.
                loop.remove_reader(self._listening)
                loop.call_later(1, self._accept_again)
                return
            sock.setblocking(False)
            self._unmet.add(sock)
            task = loop.create_task(self._greet(sock), name="greets a client")
            self._greeting.add(task)
            task.add_done_callback(self._greeting.discard)

    def _accept_again(self) -> None:
        if self._listening is not None:
            asyncio.get_running_loop().add_reader(self._listening, self._accept)

    async def _greet(self, sock: socket.socket) -> None:
        self._unmet.discard(sock)
        with suppress(OSError):  # it has gone already, or does not trust the certificate
            await asyncio.get_running_loop().connect_accepted_socket(lambda: _Connection(self), sock, ssl=self._context)

    async def stop_listening(self) -> None:
        """Go down: connections are broken off, and new ones refused until ``listen_again()``."""
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        greeting = list(self._greeting)
        for task in greeting:
            task.cancel()
        await asyncio.gather(*greeting, return_exceptions=True)
        while self._unmet:
            self._unmet.pop().close()
        await self._end_connections()

    async def listen_again(self) -> None:
        """Come up at the same address."""
        await self.start(self._host, self.port, context=self._context)

    async def close(self) -> None:
        """Stop listening, break off what is being answered, and wait until all of it has ended."""
        await self.stop_listening()

    async def _end_connections(self) -> None:
        answers = [c.answer for c in self.connections if c.answer is not None]
        for connection in list(self.connections):
            connection.end()
        await asyncio.gather(*answers, return_exceptions=True)
        if self.connections:
            self._gone = asyncio.get_running_loop().create_future()
            await self._gone

    def forget(self, connection: "_Connection") -> None:
        """Called by a connection that has ended."""
        self.connections.discard(connection)
        if not self.connections and self._gone is not None and not self._gone.done():
            self._gone.set_result(None)

    async def __aenter__(self) -> "HTTPServer":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _Connection(asyncio.Protocol):
    """One connection: requests are read and answered in turn."""

    def __init__(self, server: HTTPServer) -> None:
        self._server = server
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=64 * 1024)
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._port = 0
        self._writable: asyncio.Future[None] | None = None
        self._deaf = False
        # Invariant: at most one answer at a time; what arrives meanwhile is kept by h11 until the next cycle.
        self.answer: asyncio.Task[None] | None = None

    # -- what asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self._port = peer[1] if isinstance(peer, tuple) else 0
        self._server.connections.add(self)

    def data_received(self, data: bytes) -> None:
        if not self._deaf:
            self._receive(data)

    def eof_received(self) -> None:
        # Who closes its half has hung up: Go's server, which reads on while it answers, sees it the same way. The transport closes.
        if self.answer is not None:
            self.answer.cancel()

    def connection_lost(self, error: Exception | None) -> None:
        self._server.forget(self)
        if self.answer is not None:
            self.answer.cancel()
        self.resume_writing()

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def end(self) -> None:
        """Break off."""
        if self.answer is not None:
            self.answer.cancel()
        self._transport.abort()

    # -- what is asked

    def _receive(self, data: bytes) -> None:
        try:
            if data:  # no data would say that there will be none
                self._http.receive_data(data)
            self._advance()
        except h11.RemoteProtocolError as error:
            self._begin(BadRequest(error.error_status_hint, str(error)))

    def _advance(self) -> None:
        """Read events until one needs more bytes, or a request is complete."""
        while self.answer is None:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                self._request = event
                self._body.clear()
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > MAX_BODY:
                    self._begin(BadRequest(413, "http: request body too large"))
            elif isinstance(event, h11.EndOfMessage):
                self._begin()
            else:  # it needs more
                if self._http.they_are_waiting_for_100_continue:
                    self._write(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))
                return

    def _begin(self, refused: BadRequest | None = None) -> None:
        """Answer a request, or what is none: nothing that comes after that on this connection can be one."""
        asked, head = self._request, {}
        if asked is not None:
            head = {name.decode("ascii"): value.decode("latin-1") for name, value in asked.headers}
        request = HTTPRequest(
            method=asked.method.decode("ascii") if asked is not None else "",
            path=asked.target.decode("latin-1").partition("?")[0] if asked is not None else "",
            headers=head,
            body=bytes(self._body),
            client_port=self._port,
            refused=refused,
        )
        self._request = None
        # With a name of its own, a task leaves the numbers of unnamed ones to the program.
        self._server.requests += 1
        name = f"request {self._server.requests}"
        self.answer = asyncio.get_running_loop().create_task(self._answer(request), name=name)

    # -- what is answered

    async def _answer(self, request: HTTPRequest) -> None:
        try:
            await self._send(request, await self._server.handle(request))
        except HangUp as hang_up:
            self._break_off(hang_up)
        except asyncio.CancelledError:
            # Whoever hung up reads no more; whoever closes the server does not wait for readers.
            self._transport.abort()
        except BaseException:
            self._transport.abort()
            raise
        finally:
            self.answer = None
        if not self._transport.is_closing():
            self._next()

    async def _send(self, request: HTTPRequest, answer: HTTPAnswer) -> None:
        headers = [*answer.headers, ("connection", "close")] if request.refused is not None else list(answer.headers)
        reason = REASONS.get(answer.status, "").encode()
        if isinstance(answer.body, bytes):
            headers.append(("content-length", str(len(answer.body))))
            head = h11.Response(status_code=answer.status, headers=headers, reason=reason)
            body = b"" if request.method == "HEAD" else answer.body
            self._write(head, h11.Data(data=body), h11.EndOfMessage())
            return
        head = h11.Response(status_code=answer.status, headers=headers, reason=reason)
        unsent: list[h11.Event] = [head]  # goes out with the first piece: one packet less
        async with aclosing(answer.body) as pieces:
            async for piece in pieces:
                self._write(*unsent, h11.Data(data=piece))
                unsent.clear()
                if self._writable is not None:
                    await self._writable
        self._write(*unsent, h11.EndOfMessage())

    def _write(self, *events: h11.Event) -> None:
        data = b"".join(self._http.send(event) or b"" for event in events)
        if data:
            self._transport.write(data)

    def _next(self) -> None:
        """After an answer: go on with the next request, or close."""
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
            self._receive(b"")
        elif not self._transport.can_write_eof():  # under TLS
            self._transport.close()
        else:
            # The client may still be sending. To close now would reset the connection, and the answer would be lost on its way.
            self._deaf = True
            self._transport.write_eof()

    def _break_off(self, how: HangUp) -> None:
        if how.reset:
            # With no time to linger, a close is a reset.
            sock = self._transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        else:
            self._transport.close()
