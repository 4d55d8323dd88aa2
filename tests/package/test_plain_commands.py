"""After the README's set-up, in the activated environment, commands work as they are typed."""

import re
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import awaited
from tests.conftest import ROOT
from tests.package.conftest import Environment


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_mkdocs_build(own: Environment, tmp_path: Path) -> None:
    status, said = own.run("mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site"), folder=ROOT)
    assert status == 0, said
    page = (tmp_path / "site" / "lesson" / "index.html").read_text(encoding="utf-8")
    # Nobody has said where it is published and where its source is: no link says so.
    assert "md-source__repository" not in page
    assert "None" not in re.findall(r'(?:href|src|content)="([^"]*)"', page)
    assert not re.search(r'rel="canonical"|og:url|og:image', page)


def test_mkdocs_serve(own: Environment, port: int) -> None:
    with own.popen("mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}", folder=ROOT) as server:
        try:
            page = read(f"http://127.0.0.1:{port}/lesson/")
            assert 'data-snippet="lesson/gather"' in page
            # What the page leads to is there.
            for link in set(re.findall(r'(?:href|src)="([^"#?]+)', page)):
                if ":" not in link:
                    assert read(f"http://127.0.0.1:{port}/lesson/{link}") is not None
        finally:
            server.terminate()
        said = server.stdout.read() if server.stdout else ""
    assert "Watching paths for changes" in said
    assert "ERROR" not in said


def read(address: str) -> str:
    """What is at an address, when the server is up."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def test_pytest(own: Environment) -> None:
    status, said = own.run("pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/test_reading.py", folder=ROOT)
    assert status == 0, said


@pytest.mark.parametrize("command", [["awaited", "--version"], ["python", "-m", "awaited", "--version"]], ids=" ".join)
def test_awaited(command: list[str], own: Environment) -> None:
    assert own.run(*command, folder=ROOT) == (0, f"awaited {awaited.__version__}\n")
