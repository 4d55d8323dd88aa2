"""A recording is the same on every machine: behind a proxy, with another time zone, under CI, and where a provider's own variables are set."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from awaited.commands.record import record
from awaited.runner import run
from awaited.site.library import Library

MACHINE = {
    "ALL_PROXY": "socks5://10.0.0.9:1080",  # for which httpx wants a package more
    "https_proxy": "http://10.0.0.9:3128",
    "CI": "true",  # under which pytest cuts nothing short
    "COLUMNS": "41",
    "FORCE_COLOR": "1",
    "PYTEST_ADDOPTS": "-vv",
    "FLASK_DEBUG": "1",
    "OLLAMA_HOST": "10.0.0.7:99",
    "OPENAI_API_KEY": "theirs",
    "OPENAI_BASE_URL": "http://10.0.0.8/v1",
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "TZ": "Asia/Tokyo",
}


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        for name, value in MACHINE.items():
            patch.setenv(name, value)
        time.tzset()
        yield
        assert time.localtime(0).tm_hour == 9, "the stage did not give the time zone back"
    time.tzset()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("limits/told_to_wait", id="OpenAI"),
        pytest.param("workers_and_schedules/longer_than_its_interval", id="time zone"),
        pytest.param("flask_quart_django/users_of_shared", id="Flask"),
        pytest.param("test_your_own_code/test_cache", id="pytest"),
        pytest.param("test_your_own_code/test_service", id="a guest"),
    ],
)
def test_recorded(machine: None, library: Library, name: str) -> None:
    recording = record(library, name)
    assert recording.to_text() == library.recording(name).to_text()


SHOWN = """
BUILD_NUMBER CI CLICOLOR CLICOLOR_FORCE COLUMNS FLASK_DEBUG FORCE_COLOR FTP_PROXY LANGCHAIN_OF_ITS_OWN LANGSMITH_OF_ITS_OWN LINES NO_COLOR
OLLAMA_OF_ITS_OWN OPENAI_OF_ITS_OWN PYTEST_ADDOPTS PYTHONHASHSEED PY_COLORS no_proxy
""".split()


def test_a_program_sees_nothing_of_where_it_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in SHOWN:
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("OF_THIS_PROGRAM", "1")
    (tmp_path / "program.py").write_text(
        f"import os\nprint([name for name in {[*SHOWN, 'OF_THIS_PROGRAM']} if name in os.environ])\n"
        "print(os.environ['LANGSMITH_TRACING'], os.environ['TZ'])\n"
        "try:\n    os.get_terminal_size()\nexcept OSError as error:\n    print(error)\n"
    )
    assert run(tmp_path / "program.py").output == ("['OF_THIS_PROGRAM']\nfalse UTC\n[Errno 25] Inappropriate ioctl for device\n")
    assert [name for name in SHOWN if os.environ.get(name) != "1"] == []
