"""The wire run: real clients, real HTTP, real time, several snippets side by side."""

import time
from collections.abc import Iterator

import pytest

from awaited.site.library import Library
from tests.wire.running import WireRuns, stand_in


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--side-by-side", type=int, default=8, help="how many snippets run at the same time (default: 8)")


_runs = pytest.StashKey[WireRuns]()


@pytest.fixture(scope="session")
def wire(request: pytest.FixtureRequest, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WireRuns]:
    names = [item.callspec.params["name"] for item in request.session.items if item.originalname == "test_over_the_wire"]
    folder = tmp_path_factory.mktemp("wire")
    runs = WireRuns(library, names, request.config.getoption("side_by_side"), folder, lambda: stand_in(library))
    request.config.stash[_runs] = runs
    yield runs
    runs.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if (runs := config.stash.get(_runs, None)) is not None:
        again = f"; run again alone: {', '.join(runs.again)}" if runs.again else ""
        terminalreporter.write_line(f"the wire run took {time.perf_counter() - runs.started:.0f} s{again}")
