"""Apps under their real servers, in processes of their own, over loopback; the model behind them is the stand-in.

A chapter on a framework has the app in one file and its users in another, which serves the app itself when it is run. Here the app's own server
runs instead, as a command, and the users visit it: ``Apps.serve`` and ``Apps.visit``. What they print, and what the model was asked, is compared
with the recording of the users' file.
"""

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from awaited.model.stand_in import StandIn
from awaited.recording.calls import Call
from awaited.site.library import Library
from tests.wire.running import Run, differences

PATIENCE = 60.0
"""Seconds after which a process is taken to hang."""

_VISIT = """
import asyncio, inspect, sys, types
from pathlib import Path

for file in Path().glob("*.py"):
    if file.stem != {users!r}:
        sys.modules[file.stem] = types.ModuleType(file.stem)
        sys.modules[file.stem].__getattr__ = lambda name: None
sys.path.insert(0, "")
import {users} as users

users.URL = {url!r}
made = users.main()
if inspect.iscoroutine(made):
    asyncio.run(made)
"""
"""A program that runs the ``main()`` of a file of users, without the files beside it: what a service needs takes seconds to import."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Apps:
    """The apps of one chapter, and the model that they ask.

    Attributes:
        library: The snippets.
        chapter: The folder of the chapter below them.
        model: The stand-in.
        folder: Where processes have their home.
    """

    library: Library
    chapter: str
    model: StandIn
    folder: Path

    @property
    def calls(self) -> list[Call]:
        """What the model was asked since the test began."""
        return self.model.model.log.calls

    @property
    def log(self) -> Path:
        """What the server has written."""
        return self.folder / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """What a shell has, and where the model is. (Nothing is written beside the snippets.)"""
        inherited = {k: v for k, v in os.environ.items() if k in ("LANG", "LC_ALL", "TZ")}
        path = os.pathsep.join([sysconfig.get_path("scripts"), "/usr/bin", "/bin"])
        quiet = {"LANGSMITH_TRACING": "false", "NO_PROXY": "127.0.0.1", "HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        asks = {"OLLAMA_HOST": self.model.url, "OPENAI_BASE_URL": self.model.url + "/v1", "OPENAI_API_KEY": "none"}
        return inherited | quiet | asks | {"PATH": path, "PYTHONUNBUFFERED": "1"}

    def start(self, *command: str, **pipes: int) -> subprocess.Popen[str]:
        """Start a command in the chapter's folder, in a session of its own."""
        return subprocess.Popen(
            command,
            cwd=self.library.root / self.chapter,
            env=self.environment,
            text=True,
            start_new_session=True,
            **{"stdin": subprocess.DEVNULL, **pipes},
        )

    @contextmanager
    def serve(self, *command: str, port: int) -> Iterator[str]:
        """A server, started by its command, for the length of a block.

        Args:
            command: As typed, ``"uvicorn", "service:app"``; ``{port}`` in it stands for the port.
            port: Where it is to listen; see ``free_port``.

        Yields:
            Its address.
        """
        with self.log.open("w") as written:
            process = self.start(
                *(word.replace("{port}", str(port)) for word in command), stdout=written, stderr=subprocess.STDOUT
            )
            try:
                self._wait_for(process, port)
                yield f"http://127.0.0.1:{port}"
            finally:
                stop(process)

    def _wait_for(self, process: subprocess.Popen[str], port: int) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"the server did not start:\n{self.log.read_text()}", pytrace=False)

    def visit(self, users: str, url: str) -> Run:
        """Let the users of a file visit an address: its ``main()`` is run with another ``URL``. The app itself they do not have: it is elsewhere.

        Args:
            users: The file, without ``.py``. It has ``URL`` and ``main()``, which may be a coroutine function.
            url: Where the app is served.
        """
        code = _VISIT.format(users=users, url=url)
        start = time.perf_counter()
        process = self.start(sys.executable, "-c", code, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            stop(process)
        return Run(process.returncode, out, err, time.perf_counter() - start, list(self.calls))

    def unlike_the_page(self, users: str, run: Run) -> list[str]:
        """What the users met that their recording does not say: other lines, another order, other times; more calls at once."""
        name = f"{self.chapter}/{users}"
        return differences(self.library.recording(name), run, self.library.path(name))


def stop(process: subprocess.Popen[str]) -> None:
    """End a process and those that it started."""
    if process.poll() is None:
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
