"""In how many orders the mended twins run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--twins", type=int, default=300, help="in how many orders each mended twin runs; make test-orders-all: 1000"
    )


@pytest.fixture
def twins(request: pytest.FixtureRequest) -> int:
    orders: int = request.config.getoption("twins")
    return orders
