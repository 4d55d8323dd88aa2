"""Virtual time and real time tell the same story: a sample of the snippets that call a model, as processes of their own over real sockets.

The clients are the real ones on the stage too. What is compared here is the stage itself: its clock, its network, its threads.

``make test-wire``. What cannot be compared is data: ``[exempt.wire]`` in the TOML files beside the snippets, each with its reason.
"""

import zlib
from pathlib import Path

import pytest

from awaited.site.library import Library
from tests.wire.running import Run, WireRuns, differences, other_orders, peak_in_flight, that_ask

LIBRARY = Library(Path(__file__).parents[2] / "snippets")
ASKING = that_ask(LIBRARY)
EXEMPT = LIBRARY.data().exempt.get("wire", {})


LONGEST = 12.0
"""Seconds of real time that a snippet of the sample takes at most."""
SHARE = 5
"""One in so many of the other chapters' snippets is in the sample; of the lesson all are."""


def chosen(name: str) -> bool:
    """Whether a snippet is in the sample: always the same ones, spread over all chapters."""
    if name in EXEMPT or LIBRARY.recording(name).seconds > LONGEST:
        return False
    return name.startswith("lesson/") or zlib.crc32(name.encode()) % SHARE == 0


SAMPLE = [name for name in ASKING if chosen(name)]

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", SAMPLE)
def test_over_the_wire(name: str, wire: WireRuns) -> None:
    recording, path = LIBRARY.recording(name), LIBRARY.path(name).absolute()

    def found(run: Run) -> list[str]:
        if not (differing := differences(recording, run, path)):
            return []
        # Who goes on first of those that one moment lets go on is settled on the stage, and by nobody in real time.
        wire.wait()
        return [] if any(not differences(other, run, path) for other in other_orders(LIBRARY, name)) else differing

    run = wire.result(name)
    if found(run):
        run = wire.alone(name)  # several at once are late at times: what counts is what it does while no other runs
    if differing := found(run):
        outputs = f"{run.stdout}{run.stderr}"
        pytest.fail(f"snippets/{name}.py over the wire: " + "; and ".join(differing) + f".\nIt wrote:\n{outputs}", pytrace=False)


def test_exempt_snippets_call_a_model_and_say_why() -> None:
    assert sorted(set(EXEMPT) - set(ASKING)) == [], "these call no server: they need no exemption from the wire run"
    assert [name for name, reason in EXEMPT.items() if len(reason) < 20] == [], "give a reason that a reader understands"


SHORT_OVERLAPS = {"limits/token_budget"}
"""Here calls begin 0.48 s after one another, and overlap for 0.04 s: that they do is not compared."""


def test_the_peak_is_that_of_the_recording() -> None:
    """The short overlaps that the comparison does not count are none on the stage."""
    differing = {n for n in ASKING if peak_in_flight(LIBRARY.recording(n).calls) != LIBRARY.recording(n).peak}
    assert differing == SHORT_OVERLAPS
