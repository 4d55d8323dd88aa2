"""A sample of the planted faults; all of them, and more orders, are in tests/races (`make test-orders`)."""

import pytest

from tests.races.walks import walk

pytestmark = [pytest.mark.enable_socket]

SAMPLE = {
    "cache_stampede": "takes * in the place of",
    "lost_update_in_threads": "is interrupted within lost_update_in_threads.py",
    "collected_task": "garbage is collected",
}


@pytest.mark.parametrize("name", SAMPLE)
def test_the_fault_is_found_and_its_twin_passes(name: str) -> None:
    found = walk(name, "test_fault", 100)
    assert (found.outcome, found.deviations) == ("failed", 1)
    assert SAMPLE[name].rpartition("*")[2] in found.told
    assert walk(name, "test_mended", 6).outcome == "passed"
