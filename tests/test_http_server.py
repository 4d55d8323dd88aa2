"""The model's HTTP server, asked by raw sockets: what a client's library would hide."""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import h11
import httpx
import pytest
import trustme

from awaited.model.http_server import MAX_BODY, HangUp, HTTPAnswer, HTTPRequest, HTTPServer, PortInUse, listen

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

GET = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"


class App:
    """Answers each path in its own way, and remembers what happened."""

    def __init__(self) -> None:
        self.asked: list[HTTPRequest] = []
        self.cancelled: list[str] = []
        self.closed: list[str] = []
        self.go_on = asyncio.Event()

    async def __call__(self, request: HTTPRequest) -> HTTPAnswer:
        self.asked.append(request)
        if request.refused is not None:
            return HTTPAnswer(request.refused.status, request.refused.message.encode())
        match request.path:
            case "/never":
                try:
                    await asyncio.get_running_loop().create_future()
                except asyncio.CancelledError:
                    self.cancelled.append(request.path)
                    raise
            case "/reset":
                raise HangUp(reset=True)
            case "/broken":
                raise ZeroDivisionError("the handler's own mistake")
            case "/pieces" | "/cut" | "/flood" | "/much":
                return HTTPAnswer(200, self._pieces(request.path))
        return HTTPAnswer(200, request.path.encode() + b" " + request.body)

    async def _pieces(self, path: str) -> AsyncIterator[bytes]:
        try:
            yield b"one "
            if path == "/cut":
                raise HangUp
            if path == "/flood":
                for _ in range(1000):
                    yield b"x" * 100_000
            if path == "/much":
                for _ in range(100):
                    yield b"x" * 100_000
                return
            await self.go_on.wait()
            yield b"two"
        except (GeneratorExit, asyncio.CancelledError):
            self.closed.append(path)
            raise


class Client:
    """A connection that is spoken over in bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, data: bytes) -> tuple[int, bytes]:
        """Send a request, and read one whole answer."""
        http = h11.Connection(h11.CLIENT)
        method, target = data.split(b" ", 2)[:2]
        http.send(h11.Request(method=method, target=target, headers=[("host", "x"), ("content-length", "0")]))
        http.send(h11.EndOfMessage())
        self.writer.write(data)
        return await self._answer(http)

    async def _answer(self, http: h11.Connection) -> tuple[int, bytes]:
        status, body = 0, b""
        while True:
            event = http.next_event()
            if event is h11.NEED_DATA:
                http.receive_data(await self.reader.read(65536))
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                body += event.data
            else:
                return status, body


@pytest.fixture
async def app() -> App:
    return App()


@pytest.fixture
async def server(app: App) -> AsyncIterator[HTTPServer]:
    mistakes: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: mistakes.append(context))
    async with await HTTPServer(app).start() as server:
        yield server
    assert not server.connections
    assert mistakes == [], "what its event loop would only log"


@pytest.fixture
async def client(server: HTTPServer) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    yield Client(reader, writer)
    writer.close()


async def until(condition: object) -> None:
    while not condition():  # type: ignore[operator]
        await asyncio.sleep(0.001)


async def test_a_connection_serves_many_requests(client: Client, app: App) -> None:
    assert await client.ask(GET % b"a?q=1") == (200, b"/a ")
    assert await client.ask(b"POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nyes") == (200, b"/b yes")
    assert [r.method for r in app.asked] == ["GET", "POST"]
    port = client.writer.get_extra_info("sockname")[1]
    assert [r.client_port for r in app.asked] == [port, port]


async def test_requests_that_come_at_once_are_answered_in_turn(client: Client) -> None:
    client.writer.write(GET % b"a" + GET % b"b" + GET % b"pieces" + GET % b"c")
    seen = b""
    while b"/b" not in seen or b"one " not in seen:
        seen += await client.reader.read(65536)
    assert seen.index(b"/a") < seen.index(b"/b") < seen.index(b"one ")
    assert b"/c" not in seen


async def test_a_piece_is_sent_when_it_is_there(client: Client, app: App) -> None:
    client.writer.write(GET % b"pieces")
    seen = await client.reader.readuntil(b"one \r\n")
    assert b"transfer-encoding: chunked" in seen.lower()
    app.go_on.set()
    assert await client.reader.readuntil(b"0\r\n\r\n") == b"3\r\ntwo\r\n0\r\n\r\n"


async def test_a_client_that_waits_to_be_asked_for_its_body(client: Client) -> None:
    client.writer.write(b"POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    assert await client.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert await client.ask(b"yes / ") == (200, b"/b yes")


async def test_head_has_no_body(client: Client) -> None:
    client.writer.write(b"HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n")
    head = await client.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: 3\r\n" in head.lower()
    assert await client.ask(GET % b"b") == (200, b"/b ")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"what?\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no host
        (b"GET / HTTP/1.1\r\nHost: x\r\nBig: " + b"x" * 70_000, 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 2) + b"x" * (MAX_BODY + 1), 413),
    ],
)
async def test_what_is_no_request_is_refused_and_the_connection_closed(data: bytes, status: int, client: Client) -> None:
    client.writer.write(data)
    head = await client.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"connection: close\r\n" in head.lower()
    await client.reader.read()


@pytest.mark.parametrize("how", ["close", "half-close", "reset"])
@pytest.mark.parametrize("path", ["never", "pieces"])
async def test_a_client_that_hangs_up_cancels_its_answer(path: str, how: str, client: Client, app: App) -> None:
    client.writer.write(GET % path.encode())
    await until(lambda: app.asked)
    if path == "pieces":
        await client.reader.readuntil(b"one ")
    match how:
        case "close":
            client.writer.close()
        case "half-close":
            client.writer.write_eof()
        case "reset":
            client.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.writer.transport.abort()
    await until(lambda: app.cancelled or app.closed)


async def test_a_client_that_never_reads_is_waited_for(client: Client, app: App, server: HTTPServer) -> None:
    client.writer.transport.pause_reading()
    client.writer.write(GET % b"flood")
    await until(lambda: server.connections and next(iter(server.connections))._writable is not None)
    client.writer.transport.abort()
    await until(lambda: app.closed)


async def test_a_client_that_reads_late_gets_all_of_it(client: Client, server: HTTPServer) -> None:
    client.writer.transport.pause_reading()
    asking = asyncio.create_task(client.ask(GET % b"much"))
    await until(lambda: server.connections and next(iter(server.connections))._writable is not None)
    client.writer.transport.resume_reading()
    status, body = await asking
    assert (status, len(body)) == (200, 4 + 100 * 100_000)


class Full:
    """A listening socket that has no room for one more at first."""

    def __init__(self, sock: socket.socket, code: int) -> None:
        self._sock, self._code = sock, code

    def __getattr__(self, name: str) -> object:
        return getattr(self._sock, name)

    def accept(self) -> object:
        if code := self._code:
            self._code = 0
            raise OSError(code, "no room")
        return self._sock.accept()


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM])
async def test_where_there_is_no_room_for_one_more_it_looks_again_after_a_second(
    code: int, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, delays, listens, sock = asyncio.get_running_loop(), [], [], Full(listen(), code)
    later = loop.call_later

    def sooner(delay: float, *arguments: object, **more: object) -> asyncio.TimerHandle:
        delays.append(delay)
        listens.append(loop.remove_reader(sock))  # type: ignore[arg-type]
        return later(delay / 100, *arguments, **more)

    async with await HTTPServer(app).start(sock=sock) as server:  # type: ignore[arg-type]
        monkeypatch.setattr(loop, "call_later", sooner)
        client = Client(*await asyncio.open_connection("127.0.0.1", server.port))
        assert await client.ask(GET % b"a") == (200, b"/a ")
        monkeypatch.undo()
        client.writer.close()
    assert (delays[0], listens[0]) == (1, False), "till then nobody tells it that somebody knocks"


async def test_who_looks_again_when_it_has_gone_down_leaves_it_so(app: App) -> None:
    server = await HTTPServer(app).start()
    await server.stop_listening()
    server._accept_again()
    assert server._listening is None
    await server.close()  # it is down already


async def test_what_else_goes_wrong_with_accepting_is_seen(app: App) -> None:
    async with await HTTPServer(app).start(sock=Full(listen(), errno.EINVAL)) as server:  # type: ignore[arg-type]
        with pytest.raises(OSError, match="no room"):
            server._accept()


def test_an_address_that_is_none_of_this_machine_s_is_an_error_of_its_own() -> None:
    with pytest.raises(OSError, match="assign requested address") as error:
        listen("192.0.2.1")  # of documentation
    assert not isinstance(error.value, PortInUse)


async def test_a_client_that_wants_no_other_answer_gets_this_one_and_the_end(client: Client) -> None:
    client.writer.write(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + GET % b"b")
    seen = await asyncio.wait_for(client.reader.read(), 20)
    assert (seen.count(b"HTTP/1.1 "), seen[-3:]) == (1, b"/a ")


async def test_a_client_of_an_older_protocol_is_answered_without_pieces(client: Client, app: App) -> None:
    app.go_on.set()
    client.writer.write(b"GET /pieces HTTP/1.0\r\n\r\n")
    assert (await asyncio.wait_for(client.reader.read(), 20)).endswith(b"\r\n\r\none two")


async def test_a_reset_and_a_cut_are_two_things(client: Client, server: HTTPServer) -> None:
    client.writer.write(GET % b"cut")
    seen = await client.reader.read()
    assert seen.endswith(b"4\r\none \r\n")
    other = Client(*await asyncio.open_connection("127.0.0.1", server.port))
    other.writer.write(GET % b"reset")
    with pytest.raises(ConnectionResetError):
        await other.reader.read()
    other.writer.close()


async def test_a_mistake_of_the_handler_ends_the_connection_and_is_seen(client: Client) -> None:
    seen: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: seen.append(context["exception"]))
    client.writer.write(GET % b"broken")
    assert await client.reader.read() == b""
    await until(lambda: seen)
    assert isinstance(seen[0], ZeroDivisionError)


async def test_it_goes_down_and_comes_up_at_the_same_port(client: Client, server: HTTPServer, app: App) -> None:
    port = server.port
    client.writer.write(GET % b"never")
    await until(lambda: app.asked)
    await server.stop_listening()
    assert app.cancelled == ["/never"]
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await server.listen_again()
    again = Client(*await asyncio.open_connection("127.0.0.1", port))
    assert await again.ask(GET % b"a") == (200, b"/a ")
    again.writer.close()


@pytest.mark.parametrize("turns", range(6))
async def test_who_knocks_while_it_goes_down_is_not_forgotten(turns: int, app: App) -> None:
    server = await HTTPServer(app).start()
    with socket.create_connection(("127.0.0.1", server.port)) as knocking:
        knocking.sendall(GET % b"never")
        for _ in range(turns):  # accepted, met, read, answered: it goes down in between
            await asyncio.sleep(0)
        await server.close()
        knocking.settimeout(20)
        with suppress(ConnectionResetError):  # or closed, if it had been met
            assert await asyncio.to_thread(knocking.recv, 1) == b""
    assert len(asyncio.all_tasks()) == 1


async def test_while_nobody_asks_it_has_nothing_to_do(client: Client, server: HTTPServer) -> None:
    assert await client.ask(GET % b"a") == (200, b"/a ")
    loop = asyncio.get_running_loop()
    assert [h for h in loop._scheduled if not h.cancelled()] == []  # type: ignore[attr-defined]
    assert {t.get_name() for t in asyncio.all_tasks()} == {asyncio.current_task().get_name()}  # type: ignore[union-attr]


async def test_its_tasks_leave_the_numbers_to_the_program(client: Client) -> None:
    before = asyncio.create_task(asyncio.sleep(0))
    await client.ask(GET % b"a")
    await client.ask(GET % b"b")
    after = asyncio.create_task(asyncio.sleep(0))
    numbers = [int(task.get_name().removeprefix("Task-")) for task in (before, after)]
    await asyncio.gather(before, after)
    assert numbers[1] == numbers[0] + 1


@contextmanager
def certified() -> Iterator[tuple[ssl.SSLContext, ssl.SSLContext]]:
    """A server's context and a client's that trusts it."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    yield server, client


async def test_under_tls_it_is_the_same(app: App) -> None:
    with certified() as (for_server, for_client):
        async with await HTTPServer(app).start(context=for_server) as server:
            url = f"https://127.0.0.1:{server.port}"
            async with httpx.AsyncClient(base_url=url, verify=for_client) as client:
                assert (await client.get("/a")).text == "/a "
                app.go_on.set()
                assert (await client.get("/pieces")).text == "one two"
                with pytest.raises(httpx.RemoteProtocolError):
                    await client.get("/cut")
                with pytest.raises(httpx.ReadError):
                    await client.get("/reset")
                ports = {r.client_port for r in app.asked[:2]}
                assert len(ports) == 1
                assert 0 not in ports
                asking = asyncio.create_task(client.get("/never"))
                await until(lambda: app.asked[-1].path == "/never")
                asking.cancel()
                await until(lambda: app.cancelled)
            with pytest.raises(httpx.ConnectError):
                async with httpx.AsyncClient(base_url=url) as stranger:
                    await stranger.get("/a")
            # One half of such a connection cannot be closed alone.
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=for_client)
            writer.write(b"what?\r\n\r\n")
            assert (await asyncio.wait_for(reader.read(), 20)).startswith(b"HTTP/1.1 400 ")
            writer.close()
