"""All planted faults are found within a hundred orders, and their mended twins pass 300 (`make test-orders`), or a thousand (`make test-orders-all`)."""

import pytest

from tests.races.walks import NAMES, walk

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", NAMES)
def test_the_fault_is_found(name: str) -> None:
    found = walk(name, "test_fault", 100)
    assert found.outcome == "failed", "a hundred orders passed"
    assert found.order is not None, found.told
    assert found.deviations is not None
    assert found.deviations <= 3, found.told


@pytest.mark.parametrize("name", NAMES)
def test_its_twin_passes(name: str, twins: int) -> None:
    found = walk(name, "test_mended", twins)
    assert found.outcome == "passed", found.told
