"""The curves and the controls of the page "How much faster?": what is recorded is what runs today."""

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from awaited import Model, Speed, Stage
from awaited.model.conversation import Message, Request
from awaited.picture import plot
from tools.maintain import speed

ROOT = Path(__file__).parent.parent
DATA = json.loads(speed.FILE.read_text(encoding="utf-8"))
SETTINGS: list[dict[str, Any]] = [
    {"method": "invoke", "calls": 3},
    {"method": "batch", "calls": 8, "slots": 2, "spread": 0.4},
    {"method": "batch", "calls": 9, "limit": 9},
    {"method": "abatch", "calls": 9, "limit": 4, "latency": 2.0},
    {"method": "gather", "calls": 9, "spread": 0.7},
    {"method": "gather", "calls": 9, "limit": 3, "slots": 2},
]


def test_the_curves_are_what_runs() -> None:
    counts = [1, 2, 4, 8]
    recorded = [tuple(point) for point in DATA["curves"]]
    assert list(speed.measured(counts)) == [point for point in recorded if point[1] in counts], (
        "run `python -m tools.maintain.speed`"
    )
    assert {(point[0], point[1]) for point in recorded} == {(m, n) for m in speed.METHODS for n in speed.COUNTS}
    # The real client keeps a hundred connections; batch() has six threads on the stage's two cores.
    seconds = {(method, calls): (taken, peak) for method, calls, taken, peak in recorded}
    for calls in speed.COUNTS:
        assert seconds["invoke", calls] == (calls, 1)
        assert seconds["batch", calls] == (-(-calls // 6), min(calls, 6))
        assert seconds["gather", calls] == seconds["abatch", calls] == (-(-calls // 100), min(calls, 100))


def test_the_data_is_what_the_tool_writes() -> None:
    assert DATA["plots"] == json.loads(json.dumps(speed.plots([tuple(point) for point in DATA["curves"]])))
    assert (DATA["head"], DATA["programs"], DATA["pooled"]) == (speed.HEAD, speed.PROGRAMS, speed.POOLED)
    for run in DATA["runs"]:
        if run["calls"] == 4:
            assert run == speed.shown(run["method"], run["calls"], run["slots"]), "run `python -m tools.maintain.speed --redraw`"


@pytest.mark.parametrize("method", speed.METHODS)
def test_a_pool_is_as_slow_as_a_server_with_so_many_slots(method: str) -> None:
    # A page has no connections: its controls put the pool in the place of the server's slots.
    pool, slots = (speed.run(method, 9, spread=0.5, **{what: 4}) for what in ("pool", "slots"))
    assert pool.seconds == pytest.approx(slots.seconds)


def test_one_by_one_takes_the_sum() -> None:
    # So the page reckons how many times as fast.
    assert speed.run("invoke", 5, spread=0.5).seconds == pytest.approx(sum(speed.latencies(5, 1.0, 0.5)))


def test_the_page_writes_the_same_programs_and_latencies() -> None:
    script = (ROOT / "docs" / "assets" / "how-much-faster.js").read_text(encoding="utf-8")
    functions = re.findall(r"^  (?:const latencies =.*?;|function program\(.*?^  \})$", script, re.DOTALL | re.MULTILINE)
    cases = [{"calls": 5, "latency": 1, "spread": 0, "limit": 0, "pool": 100, **s, "spread%": 0} for s in SETTINGS]
    cases.append({**cases[-1], "pool": 7})
    code = "\n".join(functions) + (
        "\nconst data = " + json.dumps(DATA) + ";\nfor (const s of " + json.dumps(cases) + ")"
        " console.log(JSON.stringify([program(data, s), latencies({...s, spread: s.spread * 100})]));"
    )
    node = Path(sys.executable).with_name("node")
    done = subprocess.run([str(node) if node.exists() else "node", "-"], input=code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for case, line in zip(cases, done.stdout.splitlines(), strict=True):
        text, times = json.loads(line)
        assert text == speed.program(case["method"], case["calls"], case["limit"], case["pool"])
        compile(text, "program", "exec")
        assert times == pytest.approx(speed.latencies(case["calls"], case["latency"], case["spread"]), abs=0.0011)


def test_a_plot_is_drawn_to_scale_and_told_as_a_table() -> None:
    drawn = plot.draw({"title": "A & B", "x": "n", "y": "s", "series": [{"name": "one", "points": [[1, 1], [4, 4], [16, 16]]}]})
    places = [tuple(map(float, found)) for found in re.findall(r'<svg x="([\d.]+)%" y="([\d.]+)em" overflow', drawn)]
    assert places[0] == (plot.LEFT, plot.HEIGHT - plot.BOTTOM)
    below = [float(y) for y in re.findall(r'y="([\d.]+)em" text-anchor="middle"', drawn)]
    assert below, "figures of the axis"
    assert all(plot.HEIGHT - plot.BOTTOM < y <= plot.HEIGHT for y in below), below
    assert places[1] == pytest.approx(((plot.LEFT + plot.RIGHT) / 2, (plot.HEIGHT - plot.BOTTOM + plot.TOP) / 2))
    grid = re.findall(r'y1="([\d.]+)em" [^>]*/><text x="[\d.]+%" y="([\d.]+)em" text-anchor="end">', drawn)
    assert len(grid) > 2
    assert all(0 < float(text) - float(line) < 0.5 for line, text in grid), (
        "a figure stands beside its line: its foot is a little lower"
    )
    assert "A &amp; B" in drawn
    assert '<tr><th scope="row">16</th><td>16</td></tr>' in drawn
    assert " style=" not in drawn
    nothing: list[dict[str, Any]] = [{"series": []}, {"series": [{"name": "one", "points": [[0, 1]]}]}]
    for wrong in nothing:
        with pytest.raises(plot.PlotError):
            plot.draw({"title": "", "x": "", "y": "", **wrong})


@pytest.mark.parametrize(("punctual", "seconds"), [(False, 1.4), (True, 1.0)])
def test_a_server_that_is_late_with_one_token_is_not_late_with_the_next(punctual: bool, seconds: float) -> None:
    """Here sending each of four tokens takes 0.1 s, which the next one makes up for where the model is on a machine of its own."""
    model = Model({"Hi": "One two three four."}, {"llama3": Speed(0.4, 0.2)})

    async def main() -> None:
        async for chunk in model.aserve(Request("llama3", [Message("user", "Hi")]), punctual=punctual):
            if chunk.usage is None:
                await asyncio.sleep(0.1)

    with Stage(model) as stage:
        stage.call(lambda: asyncio.run(main()))
    assert stage.seconds == pytest.approx(seconds + 0.1 * punctual)
