"""Every snippet that calls a model, unchanged, with the real client over HTTP: it prints what its recording says.

``make test-wire``. What cannot be compared is data: ``[exempt.wire]`` in the TOML files beside the snippets, each with its reason.
"""

from pathlib import Path

import pytest

from awaited.site.library import Library
from tests.wire.running import WireRuns, differences, peak_in_flight, that_ask

LIBRARY = Library(Path(__file__).parents[2] / "snippets")
ASKING = that_ask(LIBRARY)
EXEMPT = LIBRARY.data().exempt.get("wire", {})


pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", [name for name in ASKING if name not in EXEMPT])
def test_over_the_wire(name: str, wire: WireRuns) -> None:
    recording, path = LIBRARY.recording(name), LIBRARY.path(name).absolute()
    run = wire.result(name)
    if differences(recording, run, path):
        run = wire.alone(name)  # several at once are late at times: what counts is what it does while no other runs
    if found := differences(recording, run, path):
        outputs = f"{run.stdout}{run.stderr}"
        pytest.fail(f"snippets/{name}.py over the wire: " + "; and ".join(found) + f".\nIt wrote:\n{outputs}", pytrace=False)


def test_exempt_snippets_call_a_model_and_say_why() -> None:
    assert sorted(set(EXEMPT) - set(ASKING)) == [], "these call no server: they need no exemption from the wire run"
    assert [name for name, reason in EXEMPT.items() if len(reason) < 20] == [], "give a reason that a reader understands"


def test_the_peak_is_that_of_the_recording() -> None:
    """The short overlaps that the comparison does not count are none on the stage."""
    differing = [n for n in ASKING if peak_in_flight(LIBRARY.recording(n).calls) != LIBRARY.recording(n).peak]
    assert differing == []
