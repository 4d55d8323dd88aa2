"""What the programs of ``tests/truth`` print as processes, in real time: what the stage is held to, in ``tests/test_truth.py``."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from awaited.model.model import Model
from awaited.model.stand_in import StandIn
from tests.truth import MODEL, PROGRAMS

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[dict[str, Future[str]]]:
    """All of them, four at a time: they wait more than they compute."""
    wanted = [item.callspec.params["name"] for item in request.session.items if item.originalname == "test_in_a_terminal"]
    with StandIn(Model(MODEL)) as server, ThreadPoolExecutor(4) as pool:
        asked = {"OLLAMA_HOST": server.url, "OPENAI_BASE_URL": f"{server.url}/v1", "NO_PROXY": "127.0.0.1"}
        plain = {"PATH": os.environ["PATH"], "TZ": "UTC", "LANGSMITH_TRACING": "false", "PYTHONUNBUFFERED": "1"}

        def perform(path: Path, folder: Path) -> str:
            command = [sys.executable, "-B", str(path)]
            run = subprocess.run(
                command,
                cwd=folder,
                env=plain | asked | {"HOME": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=60,
                encoding="utf-8",
            )
            return run.stdout

        yield {name: pool.submit(perform, PROGRAMS[name].path, tmp_path_factory.mktemp(name)) for name in wanted}


@pytest.mark.parametrize("name", PROGRAMS)
def test_in_a_terminal(name: str, printed: dict[str, Future[str]]) -> None:
    program = PROGRAMS[name]
    assert program.plain(printed[name].result()) == program.plain(program.terminal)
