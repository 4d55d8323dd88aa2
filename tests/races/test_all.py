"""All planted faults are found within a hundred orders, and their mended twins pass 300 (`make test-orders`), or a thousand (`make test-orders-all`)."""

import pytest

from awaited.stage.choices import Tape
from awaited.testing import protocol
from awaited.testing.orders import Run, Search
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


@pytest.mark.parametrize("name", NAMES)
def test_an_order_is_the_same_whether_it_is_told_or_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    differ = []

    class Both(Search):
        """Runs each order that is not told once more, and then it is."""

        def _try(self, tape: Tape, told: bool = False) -> Run:
            run = super()._try(tape, told)
            if not run.plan.told:
                again = self._run(tape.again(), True)
                # What is told is held: a pool that nobody has any more is let go at the very end, and its threads make their last choices there.
                met = min(len(tape.met), len(again.tape.met))
                of_both = [(one.tape.met[:met], one.plan.left, one.signature) for one in (run, again)]
                if of_both[0] != of_both[1]:
                    differ.append((tape.taken, *of_both))
            return run

    monkeypatch.setattr(protocol, "Search", Both)
    for test in ("test_fault", "test_mended"):
        walk(name, test, 10)
    assert not differ
