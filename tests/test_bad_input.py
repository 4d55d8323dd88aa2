"""What programs do that they should not: each ends as in a terminal, or in a sentence that says what to do. None hangs."""

import socket
import sys
from pathlib import Path

import pytest

from awaited import Model, Stage
from awaited.stage.loop import _uvloop

pytestmark = [pytest.mark.xdist_group("frameworks")]

APP = "import asyncio, socket, threading, time\nasync def app(scope, receive, send): pass\n"

PROGRAMS = {
    "a port that another socket has": (
        "import socket\none = socket.create_server(('127.0.0.1', 8000))\nsocket.create_server(('127.0.0.1', 8000))",
        ("OSError", "[Errno 98] Address already in use", 0.0),
    ),
    "a port that another server has": (
        f"{APP}import uvicorn\nwith socket.create_server(('127.0.0.1', 8000)): uvicorn.run(app, lifespan='off')",
        ("SystemExit", "error while attempting to bind on address ('127.0.0.1', 8000): …address already in use", 0.0),
    ),
    "the model's port": (
        "import socket\nsocket.create_server(('127.0.0.1', 11434))",
        ("OSError", "[Errno 98] Address already in use", 0.0),
    ),
    "a server that does not start, and a client that polls": (
        f"{APP}import uvicorn\nserver = uvicorn.Server(uvicorn.Config(app, port=11434, lifespan='off'))\n"
        "threading.Thread(target=server.run).start()\nwhile not server.started: time.sleep(0.1)",
        ("TooLong", "asks again and again for something that never happens", None),
    ),
    "an address outside": (
        "import httpx\nhttpx.get('http://93.184.216.34/')",
        ("ConnectError", "the stage has no way out to 93.184.216.34: a program on it reaches servers that run on it.", 0.0),
    ),
    "an address outside, in a task": (
        "import asyncio, httpx\nasync def main():\n    async with httpx.AsyncClient() as client: await client.get('http://93.184.216.34/')\n"
        "asyncio.run(main())",
        ("ConnectError", "NotOnStage: the stage has no way out to 93.184.216.34: a program on it", 0.0),
    ),
    "a name that nobody has": (
        "import requests\nrequests.get('https://example.com', timeout=3)",
        ("ConnectionError", "Name or service not known", 0.0),
    ),
    "a server that is never closed": (
        "import socketserver\nsocketserver.TCPServer(('127.0.0.1', 8000), None).serve_forever()",
        ("Deadlock", "nothing will ever wake this program: the main thread waits for a socket", 2.0),
    ),
    "a daemon that serves when the program ends": (
        "import socketserver, threading\nserver = socketserver.TCPServer(('127.0.0.1', 8000), None)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\nprint('the end')",
        ("", "the end", 0.0),
    ),
    "a client that never reads": (
        "import socket\nserver = socket.create_server(('127.0.0.1', 8000))\nclient = socket.create_connection(('127.0.0.1', 8000))\n"
        "there, _ = server.accept()\nthere.sendall(bytes(1 << 20))",
        ("Deadlock", "the main thread waits for room in a socket", 0.0),
    ),
    "a client that never reads, in a task": (
        "import asyncio, socket\nasync def serve(reader, writer):\n    writer.write(bytes(1 << 20))\n    await writer.drain()\n"
        "async def main():\n    async with await asyncio.start_server(serve, '127.0.0.1', 8000):\n"
        "        client = socket.socket(); client.setblocking(False); client.connect_ex(('127.0.0.1', 8000))\n"
        "        await asyncio.Event().wait()\nasyncio.run(main())",
        ("Deadlock", "the main thread waits for a task of its event loop", 0.0),
    ),
    "a connection left open": (
        "import socket\nserver = socket.create_server(('127.0.0.1', 8000))\nkept = socket.create_connection(('127.0.0.1', 8000))\nprint('the end')",
        ("", "the end", 0.0),
    ),
    "a connection left open in a task": (
        "import asyncio\nasync def main():\n    server = await asyncio.start_server(lambda r, w: None, '127.0.0.1', 8000)\n"
        "    kept.extend(await asyncio.open_connection('127.0.0.1', 8000))\n    print('the end')\nkept = []\nasyncio.run(main())",
        ("", "the end", 0.0),
    ),
    "more connections at once than there are sockets": (
        "import asyncio\nasync def one(): await asyncio.open_connection('127.0.0.1', 8000)\nasync def main():\n"
        "    async with await asyncio.start_server(lambda r, w: None, '127.0.0.1', 8000):\n"
        "        await asyncio.gather(*(one() for _ in range(500)))\nasyncio.run(main())",
        ("OSError", "[Errno 24] Too many open files", 0.0),
    ),
    "half a request": (
        "import socket\nfrom langchain_ollama import ChatOllama\nclient = socket.create_connection(('127.0.0.1', 11434))\n"
        "client.sendall(b'POST /api/chat HTTP/1.1\\r\\n')\nprint(client.recv(10))",
        ("Deadlock", "the main thread waits for data from a socket", 0.0),
    ),
    "no request": (
        "import socket\nclient = socket.create_connection(('127.0.0.1', 11434))\nclient.sendall(b'Hello?\\r\\n\\r\\n')\nprint(client.recv(24))\nclient.close()",
        ("", "HTTP/1.1 400 Bad Request", 0.0),
    ),
    "no protocol at all": (
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW)",
        ("NotOnStage", "its network knows TCP, UDP and Unix streams. Run this program in a terminal", 0.0),
    ),
    "a child process of a loop": (
        "import asyncio\nasyncio.run(asyncio.create_subprocess_exec('true'))",
        ("NotOnStage", "the stage is one process and starts no other", 0.0),
    ),
    "a program that is nowhere": (
        "import subprocess\nsubprocess.run(['no-such-program'])",
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'no-such-program'", 0.0),
    ),
    "a program that is nowhere, for a loop": (
        "import asyncio\nasyncio.run(asyncio.create_subprocess_exec('no-such-program'))",
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'no-such-program'", 0.0),
    ),
    "programs that are nowhere, however they are named": (
        "import subprocess\ndef start(*args, **settings):\n    try: subprocess.Popen(*args, **settings)\n"
        "    except OSError as error: print(type(error).__name__, error.filename)\n"
        "start('no-such-program')\nstart(['true'], executable='no-such-program')\nstart(['/no/such/program'], -1)\n"
        "start('no-such-program', shell=True)\nstart(['true'])\nstart('true')\nstart(['/dev/null'])\nstart(['no-such-program'], executable='true')\n",
        (
            "",
            "FileNotFoundError no-such-program\nFileNotFoundError no-such-program\nFileNotFoundError /no/such/program\n" + 5 * "NotOnStage None\n",
            0.0,
        ),
    ),
    "a shell of a loop": (
        "import asyncio\nasyncio.run(asyncio.create_subprocess_shell('true'))",
        ("NotOnStage", "the stage is one process and starts no other", 0.0),
    ),
    "processes that are begun anew": (
        "import multiprocessing\nmultiprocessing.get_context('spawn').Pool(1)",
        ("NotOnStage", "the stage is one process and starts no other", 0.0),
    ),
    "a signal that nobody sends": (
        "import signal\nsignal.pause()",
        ("Deadlock", "nothing will ever wake this program: the main thread waits for a signal", 0.0),
    ),
    "a signal of two that nobody sends": (
        "import signal\nsignal.sigwait({signal.SIGUSR1, signal.SIGUSR2})",
        ("Deadlock", "nothing will ever wake this program: the main thread waits for a signal", 0.0),
    ),
    "a terminal that is waited for": (
        "import asyncio, sys\nasync def main():\n    loop = asyncio.get_running_loop()\n"
        "    await loop.connect_read_pipe(asyncio.Protocol, sys.stdin)\nasyncio.run(main())",
        ("NoInput", "nobody types on the stage, its standard input has no descriptor", 0.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_a_program_gets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, (raised, words, seconds) = PROGRAMS[name]
    monkeypatch.setattr("awaited.stage.scheduler.ALONE", 2000)
    monkeypatch.setattr("awaited.stage.network.DESCRIPTORS", 500)
    with Stage(Model({}), limit=7200) as stage:
        stage.execute(code)
    recording = stage.recording
    assert recording.raised == raised, recording.output
    # Some Pythons say more in the place of the dots.
    assert all(part in recording.output for part in words.split("…")), recording.output
    assert seconds is None or recording.seconds == seconds


def test_uvloop_gives_way_to_the_loop_of_asyncio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no part of this project: a package of its name stands for it here."""
    (tmp_path / "uvloop.py").write_text(
        "class Loop:\n    pass\ndef new_event_loop(): return Loop()\nclass EventLoopPolicy: pass\n"
        "def install():\n    import asyncio\n    asyncio.set_event_loop_policy(EventLoopPolicy())\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "uvloop", raising=False)
    _uvloop.cache_clear()
    try:
        with Stage(Model({})) as stage:
            stage.execute(
                "import asyncio, time, uvloop\nfrom uvloop import new_event_loop\nuvloop.install()\nasyncio.run(asyncio.sleep(1))\n"
                "with asyncio.Runner(loop_factory=new_event_loop) as runner: runner.run(asyncio.sleep(1))\nprint(time.monotonic())\n"
            )
        assert stage.recording.output == "2.0\n"
        assert sys.modules["uvloop"].new_event_loop().__class__.__module__ == "uvloop"
    finally:
        _uvloop.cache_clear()


def test_ten_thousand_sockets() -> None:
    with Stage(Model({})) as stage:
        stage.execute("import socket\nkept = []\nfor n in range(10_000): kept.append(socket.socket())")
    assert (stage.recording.raised, "[Errno 24] Too many open files" in stage.recording.output) == ("OSError", True)
    assert socket.socket.__module__ in ("socket", "pytest_socket")  # and that is over when the run is
