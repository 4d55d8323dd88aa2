"""The real run of apps: see ``tests.real.apps``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from awaited.model.stand_in import StandIn
from awaited.site.library import Library
from tests.real.apps import Apps

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-pictures", action="store_true", help="take the pictures of apps anew that stand on pages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.timeout(400))


@pytest.fixture
def apps(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> Iterator[Apps]:
    """The apps of the chapter that the test's module names: ``CHAPTER = "fastapi_service"``."""
    with StandIn(library.server()) as model:
        yield Apps(library, request.module.CHAPTER, model, tmp_path)
