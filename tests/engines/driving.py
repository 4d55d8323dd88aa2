"""Two browser engines of Debian, each driven by what comes with it: Firefox by Marionette, WebKitGTK by its own WebDriver.

Both speak the commands of W3C WebDriver, and the smoke run needs three of them: go to a page, run a script there, and press keys.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

STARTS_WITHIN, SCRIPT_WITHIN = 120.0, 300.0
"""Seconds after which a browser hangs: several times what a machine takes that has as much else to do again, three times over."""


class Driver:
    """A browser with one page.

    Args:
        command: Sends a command: its name in Marionette, its method and path in WebDriver, its parameters.
    """

    def __init__(self, command: Callable[[str, str, dict[str, Any]], Any]) -> None:
        self._command = command
        command("WebDriver:SetTimeouts", "timeouts", {"script": SCRIPT_WITHIN * 1000, "pageLoad": SCRIPT_WITHIN * 1000})

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is loaded."""
        self._command("WebDriver:Navigate", "url", {"url": address})

    def run(self, script: str, *args: object) -> Any:
        """What an async JavaScript function returns; its body is ``script``, with ``args`` as its arguments."""
        body = f"const done = arguments[arguments.length - 1]; (async function () {{ {script} }})(...arguments)"
        body += ".then((value) => done({ value }), (error) => done({ error: String(error) }));"
        answer = self._command("WebDriver:ExecuteAsyncScript", "execute/async", {"script": body, "args": list(args)})
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def press(self, *keys: str) -> None:
        """Press and release keys, one after the other, where the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        chain = {"type": "key", "id": "keyboard", "actions": actions}
        self._command("WebDriver:PerformActions", "actions", {"actions": [chain]})

    def until(self, condition: str, *args: object) -> None:
        """Wait until a JavaScript expression is true."""
        script = f"while (!({condition})) await new Promise((again) => setTimeout(again, 50));"
        self.run(script, *args)


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.fail(f"There is no {name}: install Debian's {package} (apt-get install {package}).", pytrace=False)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _reach(connect: Callable[[], Any], process: "subprocess.Popen[bytes]") -> Any:
    """Try until it listens."""
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return connect()
        except OSError:
            assert process.poll() is None, f"{process.args} has ended"
            assert time.monotonic() < end, f"{process.args} does not listen"
            time.sleep(0.1)


@contextmanager
def _started(*command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def firefox(folder: Path) -> Iterator[Driver]:
    """Firefox without a window, with a profile of its own in a folder."""
    port = _free_port()
    (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
    program = _program("firefox-esr", "firefox-esr")
    with _started(program, "--headless", "--no-remote", "--marionette", "--profile", str(folder), HOME=str(folder)) as process:
        connection = _reach(lambda: socket.create_connection(("127.0.0.1", port)), process)
        connection.settimeout(SCRIPT_WITHIN + 30)
        with connection, connection.makefile("rb") as stream:

            def receive() -> Any:
                length = b""
                while (byte := stream.read(1)) != b":":
                    assert byte, "Firefox has ended"
                    length += byte
                return json.loads(stream.read(int(length)))

            def command(name: str, path: str, parameters: dict[str, Any]) -> Any:
                message = json.dumps([0, 1, name, parameters]).encode()
                connection.sendall(b"%d:%s" % (len(message), message))
                _, _, error, result = receive()
                assert error is None, error
                return result.get("value") if isinstance(result, dict) and "value" in result else result

            receive()  # it introduces itself
            command("WebDriver:NewSession", "", {})
            yield Driver(command)


@contextmanager
def webkit(folder: Path) -> Iterator[Driver]:
    """WebKitGTK's small browser, on a screen that nobody sees."""
    port, screen = _free_port(), _Screen()
    driver = _program("WebKitWebDriver", "webkit2gtk-driver")
    with (
        screen.shown() as display,
        _started(
            driver, f"--port={port}", DISPLAY=display, HOME=str(folder), XDG_RUNTIME_DIR=str(folder), GDK_BACKEND="x11"
        ) as process,
    ):

        def ask(path: str, data: dict[str, Any] | None, method: str) -> Any:
            body = None if data is None else json.dumps(data).encode()
            request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", body, method=method)
            try:
                with urllib.request.urlopen(request, timeout=SCRIPT_WITHIN + 30) as answer:
                    return json.loads(answer.read())["value"]
            except urllib.error.HTTPError as error:  # a script that took too long, too
                raise AssertionError(f"WebKit, asked for {path} {data}: {error.read().decode()}") from None

        _reach(lambda: socket.create_connection(("127.0.0.1", port)), process).close()
        session = ask("session", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}}, "POST")["sessionId"]
        try:
            yield Driver(lambda _, path, data: ask(f"session/{session}/{path}", data, "POST"))
        finally:
            ask(f"session/{session}", None, "DELETE")


class _Screen:
    """A screen without a monitor."""

    @contextmanager
    def shown(self) -> Iterator[str]:
        """Gives its name."""
        out, into = os.pipe()
        program = _program("Xvfb", "xvfb")
        command = [program, "-displayfd", str(into), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
        process = subprocess.Popen(command, pass_fds=[into], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(into)
        try:
            with os.fdopen(out) as names:
                yield f":{names.readline().strip()}"
        finally:
            process.terminate()
            process.wait()
