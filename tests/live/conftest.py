"""The live run: real clients, a real Ollama."""

from collections.abc import Iterator

import pytest

from awaited.site.library import Library
from tests.live.relay import NoOllamaError, find, relay
from tests.wire.running import WireRuns


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--side-by-side", type=int, default=1, help="how many snippets run at the same time (default: 1)")


@pytest.fixture(scope="session")
def live(request: pytest.FixtureRequest, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WireRuns]:
    host, model = find()
    names = [item.callspec.params["name"] for item in request.session.items if item.originalname == "test_live"]
    folder = tmp_path_factory.mktemp("live")
    runs = WireRuns(library, names, request.config.getoption("side_by_side"), folder, lambda: relay(host, model))
    yield runs
    runs.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    try:
        host, model = find()
    except NoOllamaError as error:
        terminalreporter.write_line(f"The live run asked nobody: {error}. Not one example ran live.", yellow=True)
    else:
        terminalreporter.write_line(f"The live run asked {model} at {host}.")
