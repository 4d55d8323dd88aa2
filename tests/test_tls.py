"""TLS on the stage: real handshakes with the certificates of a server of the world's, and of a program's own."""

import asyncio
import functools
import http.server
import re
import socket
import ssl
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import certifi
import httpx
import pytest
import requests
import trustme
import urllib3

from awaited import Model, Stage
from awaited.stage import tls

pytestmark = [pytest.mark.xdist_group("frameworks")]

OPENAI = "https://api.openai.com/v1/models"


def perform(program: Callable[[], object], model: Model | None = None) -> Stage:
    with Stage(model or Model({})) as stage:
        stage.call(program)
    assert stage.recording.raised == "", stage.recording.output
    return stage


async def by_aiohttp(url: str, **options: Any) -> int:
    async with aiohttp.ClientSession() as session, session.get(url, **options) as answer:
        return answer.status


async def by_httpx(url: str, **options: Any) -> int:
    async with httpx.AsyncClient(**options) as client:
        return (await client.get(url)).status_code


async def by_streams(url: str) -> int:
    reader, writer = await asyncio.open_connection(url.split("/")[2], 443, ssl=True)
    writer.write(b"GET /v1/models HTTP/1.1\r\nHost: api.openai.com\r\nConnection: close\r\n\r\n")
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


def by_urllib(url: str) -> int:
    with urllib.request.urlopen(url) as answer:
        return answer.status


def by_urllib3(url: str) -> int:
    with urllib3.PoolManager() as pool:
        return pool.request("GET", url).status


@pytest.mark.parametrize(
    "ask",
    [
        lambda url: httpx.get(url).status_code,
        lambda url: httpx.get(url, verify=False).status_code,
        lambda url: requests.get(url, timeout=5).status_code,
        lambda url: asyncio.run(by_httpx(url)),
        lambda url: asyncio.run(by_aiohttp(url)),
        lambda url: asyncio.run(by_streams(url)),
        by_urllib,
        by_urllib3,
    ],
    ids=["httpx", "httpx that verifies nothing", "requests", "httpx async", "aiohttp", "streams", "urllib", "urllib3"],
)
def test_a_server_of_the_world_has_a_certificate_that_all_clients_trust(ask: Callable[[str], int]) -> None:
    def program() -> None:
        assert ask(OPENAI) == 200

    perform(program)


def test_what_a_socket_tells_of_its_certificate() -> None:
    def program() -> None:
        sock = socket.create_connection(("api.openai.com", 443))
        with ssl.create_default_context().wrap_socket(sock, server_hostname="api.openai.com") as secured:
            assert (secured.version(), secured.server_side) == ("TLSv1.3", False)
            certificate = secured.getpeercert()
            assert certificate is not None
            assert certificate["subjectAltName"] == (("DNS", "api.openai.com"),)

    perform(program)


# -- a server of the program's own

OTHERS = trustme.CA()
"""An authority that nobody knows."""


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(1)
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"hi")

    def log_message(self, *args: object) -> None:
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """A client that does not trust it hangs up."""


def served(names: list[str], use: Callable[[str], None]) -> None:
    """Call ``use`` with the address of an HTTPS server, whose certificate is for ``names``."""
    server = Quiet(("127.0.0.1", 8443), Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    OTHERS.issue_cert(*names).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        use("https://localhost:8443/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_certificate_of_nobody_is_refused_by_all(tmp_path: Path) -> None:
    def use(url: str) -> None:
        with pytest.raises(httpx.ConnectError, match=r"CERTIFICATE_VERIFY_FAILED.*unable to get local issuer certificate"):
            httpx.get(url)
        with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
            requests.get(url, timeout=5)
        with pytest.raises(aiohttp.ClientConnectorCertificateError, match="CERTIFICATE_VERIFY_FAILED"):
            asyncio.run(by_aiohttp(url))
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            asyncio.run(by_httpx(url))
        assert time.monotonic() == 0.0
        # Whoever asks for it gets an answer.
        assert httpx.get(url, verify=False).text == "hi"
        context = ssl.create_default_context()
        OTHERS.configure_trust(context)
        assert httpx.get(url, verify=context).text == "hi"
        OTHERS.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        assert requests.get(url, timeout=5, verify=str(tmp_path / "authority.pem")).text == "hi"
        assert asyncio.run(by_aiohttp(url, ssl=context)) == 200
        assert asyncio.run(by_httpx(url, verify=context)) == 200
        assert time.monotonic() == 5.0

    perform(lambda: served(["localhost"], use))


def test_a_certificate_for_another_name_is_refused() -> None:
    def use(url: str) -> None:
        context = ssl.create_default_context()
        OTHERS.configure_trust(context)
        with pytest.raises(httpx.ConnectError, match="Hostname mismatch, certificate is not valid for 'localhost'"):
            httpx.get(url, verify=context)

    perform(lambda: served(["elsewhere.example"], use))


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("https://localhost:11434/", httpx.ConnectError, "SSL: WRONG_VERSION_NUMBER"),
        ("http://api.openai.com:443/", httpx.RemoteProtocolError, "Server disconnected without sending a response"),
        ("https://nobody.example/", httpx.ConnectError, "Name or service not known"),
        ("https://localhost/", httpx.ConnectError, "Connection refused"),
    ],
    ids=["TLS where there is none", "plain text where TLS is", "a name that nobody has", "a port where nobody is"],
)
def test_what_cannot_work_fails_in_its_own_words(url: str, error: type[Exception], words: str) -> None:
    def program() -> None:
        with pytest.raises(error, match=re.escape(words)):
            httpx.get(url)

    perform(program)


def test_a_server_that_is_silent_in_the_handshake_is_given_up() -> None:
    def program() -> None:
        with socket.create_server(("127.0.0.1", 8443)):
            with pytest.raises(httpx.ConnectTimeout, match="handshake operation timed out"):
                httpx.get("https://localhost:8443/", timeout=2)
            assert time.monotonic() == 2.0
            with pytest.raises(httpx.ConnectTimeout):
                asyncio.run(by_httpx("https://localhost:8443/", timeout=2))
            assert time.monotonic() == 4.0

    perform(program)


OPENAI_PROGRAM = """
import asyncio, threading
from langchain_openai import ChatOpenAI
def ask():
    print(ChatOpenAI(model="gpt-4o-mini").invoke("Hi").text)
async def stream(llm):
    print("".join([chunk.text async for chunk in llm.astream("Hi")]))
async def main():
    llm = ChatOpenAI(model="gpt-4o-mini")
    await asyncio.gather(llm.ainvoke("Hi"), asyncio.create_task(stream(llm), name="streams"))
ask()
asyncio.run(main())
thread = threading.Thread(target=ask, name="thread")
thread.start()
thread.join()
"""


def test_chat_openai_works_without_an_address() -> None:
    with Stage(Model({"Hi": "Hello there."})) as stage:
        stage.execute(OPENAI_PROGRAM)
    assert (stage.recording.raised, stage.recording.output) == ("", "Hello there.\n" * 3)
    # Which number a task has is a matter of the Python.
    assert [(re.sub(r"Task-\d", "a task", c.by), c.path) for c in stage.recording.calls] == [
        ("MainThread", "sync"),
        ("streams", "native"),
        ("a task", "native"),
        ("thread", "thread"),
    ]
    assert stage.seconds == pytest.approx(3 * 0.7)


def test_the_last_word_of_a_handshake_leaves_with_it() -> None:
    """A server knows that it has a client before that says, or reads, anything."""
    authority = trustme.CA()
    known: list[float] = []

    def program() -> None:
        at_home = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(at_home)
        outside = ssl.create_default_context()
        authority.configure_trust(outside)
        listening = socket.create_server(("localhost", 8443))

        def serve() -> None:
            began = time.monotonic()
            with at_home.wrap_socket(listening.accept()[0], server_side=True):
                known.append(time.monotonic() - began)

        server = threading.Thread(target=serve)
        server.start()
        with outside.wrap_socket(socket.create_connection(("localhost", 8443)), server_hostname="localhost"):
            time.sleep(5)
        server.join()
        listening.close()

    perform(program)
    assert known == [0.0]


def of_the_world(context: ssl.SSLContext) -> ssl.SSLContext:
    context.load_verify_locations(certifi.where())
    context.load_default_certs()
    context.set_default_verify_paths()
    return context


def test_one_thread_may_read_while_another_writes_much() -> None:
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(theirs)
    authority.configure_trust(ours)
    much, seen = 1 << 21, []

    def program() -> None:
        listener = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            accepted, _ = listener.accept()
            with theirs.wrap_socket(accepted, server_side=True) as there:
                time.sleep(1)
                had = 0
                while had < much:
                    had += len(there.recv(1 << 16))
                    there.sendall(b"k")

        def read() -> None:
            while here.recv(100):
                pass
            seen.append("all")

        threading.Thread(target=serve).start()
        with ours.wrap_socket(socket.create_connection(listener.getsockname()), server_hostname="localhost") as here:
            reader = threading.Thread(target=read)
            reader.start()
            here.sendall(bytes(much))
            reader.join()
        listener.close()

    assert perform(program).recording.left == []
    assert seen == ["all"]


def test_certificates_of_the_world_are_read_when_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the stage for who looks at them, and afterwards for who uses them: a context works as one that was made off the stage."""
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    real = of_the_world(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    there = real.get_ca_certs()
    assert len(there) > 50
    kept: list[ssl.SSLContext] = []

    def program() -> None:
        for load in (
            lambda context: context.load_verify_locations(certifi.where()),
            lambda context: context.load_default_certs(),
            lambda context: context.set_default_verify_paths(),
        ):
            for look in (lambda context: len(context.get_ca_certs(True)), lambda context: context.cert_store_stats()["x509_ca"]):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                load(context)
                assert "_owed" in vars(context), "it waits"
                assert (repr(type(context)), type(context).__qualname__) == ("<class 'ssl.SSLContext'>", "SSLContext")
                assert (look(context), type(context)) == (len(there), ssl.SSLContext)
        kept.extend(of_the_world(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) for _ in range(4))
        with pytest.raises(FileNotFoundError):
            kept[0].load_verify_locations("/nowhere/authorities.pem")

    perform(program)
    one, other = socket.socketpair()
    with one, other:
        kept[0].wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
        with kept[1].wrap_socket(one, server_hostname="localhost", do_handshake_on_connect=False) as secured:
            assert type(secured) is ssl.SSLSocket
        assert [type(context) for context in kept[:2]] == [ssl.SSLContext] * 2, "they have read"
        kept[2].load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(real.get_ca_certs(True)[0]))
    assert [(context.get_ca_certs() == there, type(context)) for context in kept] == [(True, ssl.SSLContext)] * 4


def test_a_context_that_a_thread_outside_makes_is_read_at_once() -> None:
    import _thread

    start, sleep = _thread.start_new_thread, time.sleep
    seen: list = []

    def outside() -> None:
        context = of_the_world(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        one, other = socket.socketpair()
        with one, other, context.wrap_socket(one, server_hostname="x", do_handshake_on_connect=False) as secured:
            seen.append((type(context), "_owed" in vars(context), secured.fileno() < 1000))

    def program() -> None:
        start(outside, ())
        while not seen:
            really(0.001)

    really = functools.partial(sleep)
    perform(program)
    assert seen == [(ssl.SSLContext, False, True)]


def test_who_has_no_trustme_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(ImportError, match="TLS on the stage needs trustme: pip install trustme"):
        tls.authority.__wrapped__()
