"""The snippets with a real Ollama: not what it says, but what is asked, and how much at once.

``make test-live``; ``OLLAMA_HOST`` says where it is, ``OLLAMA_MODEL`` which model answers (otherwise the first that it has). Where none answers,
a line at the end says so. Examples that need the stand-in to do something on purpose (to fail, to call a tool, to be slow) are left out, and listed.
"""

from pathlib import Path

import pytest

from awaited.model.model import Answers, Model
from awaited.model.stand_in import StandIn
from awaited.site.library import Library
from tests.live.relay import NoOllamaError, find, relay
from tests.wire.running import Run, WireRuns, peak_in_flight, run_file, that_ask

LIBRARY = Library(Path(__file__).parents[2] / "snippets")
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.timeout(3600),  # a real model takes its time
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def on_purpose(name: str) -> bool:
    """Whether a snippet shows something that a real model does not do when asked to, or tells the model itself what to say."""
    answers, data = Answers(LIBRARY.data().answers), LIBRARY.data()
    recording = LIBRARY.recording(name)
    if recording.raised or any(c.outcome != "answered" for c in recording.calls):
        return True
    for call in recording.calls:
        if call.kind == "model":
            if answers.match(call.label) is None:  # the program brought the answer along
                return True
            answer, _ = answers.find(call.label)
            if answer.tool_calls or answer.structured is not None or answer.fails:
                return True
    return name in data.exempt.get("wire", {}) or name in data.exempt.get("live", {})


def examples() -> list[str]:
    try:
        find()
    except (NoOllamaError, OSError):
        return []
    return [name for name in that_ask(LIBRARY) if not on_purpose(name)]


def shortcomings(name: str, run: Run) -> list[str]:
    """What is not as recorded, words and times apart."""
    recording, found = LIBRARY.recording(name), []
    if run.status != 0:
        found.append(f"it ended with status {run.status}:\n{run.stderr}")
    if bool(recording.output.strip()) != bool((run.stdout + run.stderr).strip()):
        found.append(f"it printed {run.stdout!r}")
    for what, now, then in (
        ("at once", peak_in_flight(run.calls), recording.peak),
        ("in all", *(sum(c.kind == "model" for c in calls) for calls in (run.calls, recording.calls))),
    ):
        if now != then:
            found.append(f"{now} calls {what}, and {then} are recorded")
    return found


if EXAMPLES := examples():  # otherwise the line at the end says that there was nobody to ask

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_live(name: str, live: WireRuns) -> None:
        if found := shortcomings(name, live.result(name)):
            pytest.fail(f"snippets/{name}.py with a real Ollama: " + "; ".join(found), pytrace=False)


def test_what_is_left_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    left_out = [name for name in that_ask(LIBRARY) if on_purpose(name)]
    with capsys.disabled():
        print(f"\nNot for a real model, since they show what it does not do on demand ({len(left_out)}): {', '.join(left_out)}")
    assert len(left_out) < len(that_ask(LIBRARY)) / 2


# The way there is tested without an Ollama: the stand-in takes its place.


def test_the_relay_passes_on_and_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn(LIBRARY.server()) as stand_in:
        monkeypatch.setenv("OLLAMA_HOST", stand_in.url)
        host, model = find()
        assert (host, model) == (stand_in.url, "llama3:latest")
        with relay(host, model) as (url, calls):
            name = "lesson/gather"
            run = Run(*run_file(LIBRARY.path(name).absolute(), tmp_path, {"OLLAMA_HOST": url}, 60), calls)
    assert shortcomings(name, run) == []
    assert run.stdout.splitlines()[0] in LIBRARY.recording(name).output


def test_a_server_with_one_slot_is_still_asked_at_once(tmp_path: Path) -> None:
    """What is counted is what the program asks, whatever the server makes of it."""
    with StandIn(LIBRARY.server()) as stand_in, relay(stand_in.url, "llama3:70b") as (url, calls):
        name = "lesson/gather"
        run = Run(*run_file(LIBRARY.path(name).absolute(), tmp_path, {"OLLAMA_HOST": url}, 60), calls)
    assert shortcomings(name, run) == []


def test_another_number_of_calls_is_noticed(tmp_path: Path) -> None:
    with StandIn(LIBRARY.server()) as stand_in, relay(stand_in.url, "llama3") as (url, calls):
        run = Run(*run_file(LIBRARY.path("lesson/one_by_one").absolute(), tmp_path, {"OLLAMA_HOST": url}, 60), calls)
    assert any("at once" in found for found in shortcomings("lesson/gather", run))


def test_without_an_ollama_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    with pytest.raises(NoOllamaError, match=r"no Ollama answers at http://127\.0\.0\.1:9 \(ConnectError\): start one"):
        find()


def test_an_ollama_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn(Model({}, {})) as stand_in:
        monkeypatch.setenv("OLLAMA_HOST", stand_in.url)
        with pytest.raises(NoOllamaError, match="has no model"):
            find()
