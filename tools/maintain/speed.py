"""What the page "How much faster?" draws: `python -m tools.maintain.speed`, some ten minutes, which writes `docs/how-much-faster.json`.

- the programs, by method: the page's controls put their settings into them;
- the curves: how long each method takes, from one call to 1,024, on the stage with the real client;
- some runs with their timelines, for the controls to show before Python has started in the page.

All of it is virtual time: the same on every machine.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from awaited.model.model import Model, Speed
from awaited.picture import timeline
from awaited.recording.recording import Recording
from awaited.runner import Stage
from tools.builders import ROOT

FILE = ROOT / "docs" / "how-much-faster.json"

METHODS = {"invoke": "one by one, invoke()", "batch": "batch()", "abatch": "abatch()", "gather": "gather() of ainvoke()"}
PROGRAMS: dict[str, dict[str, str]] = {
    "invoke": {
        "plain": """\
for question in questions:
    llm.invoke(question)
""",
    },
    "batch": {
        "plain": "llm.batch(questions)\n",
        "limited": 'llm.batch(questions, config={"max_concurrency": LIMIT})\n',
    },
    "abatch": {
        "plain": """\


async def main():
    await llm.abatch(questions)


asyncio.run(main())
""",
        "limited": """\


async def main():
    await llm.abatch(questions, config={"max_concurrency": LIMIT})


asyncio.run(main())
""",
    },
    "gather": {
        "plain": """\


async def main():
    await asyncio.gather(*[llm.ainvoke(q) for q in questions])


asyncio.run(main())
""",
        "limited": """\


async def main():
    limit = asyncio.Semaphore(LIMIT)

    async def ask(question):
        async with limit:
            return await llm.ainvoke(question)

    await asyncio.gather(*[ask(q) for q in questions])


asyncio.run(main())
""",
    },
}
"""What differs between the methods, without a limit and with one. One by one knows no limit."""
HEAD = """\
IMPORTS
from langchain_ollama import ChatOllama

llm = ChatOllama(MODEL)
questions = [f"Question {number}" for number in range(CALLS)]
"""
MODEL = 'model="llama3"'
POOLED = """
    model="llama3",
    client_kwargs={"limits": httpx.Limits(max_connections=POOL)},
"""
USUAL_POOL = 100
"""Connections of a client, unless it is told otherwise."""
COUNTS = [2**power for power in range(11)]
LATENCY = 1.0
RUNS = [(method, calls, slots) for method in METHODS for calls in (4, 16, 64) for slots in (0, 4)]


def program(method: str, calls: int, limit: int = 0, pool: int = USUAL_POOL) -> str:
    """The program for some settings. The page's script puts it together in the same way."""
    parts = PROGRAMS[method]
    imports = [*(["import asyncio\n"] if "asyncio" in parts["plain"] else []), *(["import httpx"] if pool != USUAL_POOL else [])]
    text = HEAD.replace("IMPORTS\n", "\n".join(imports) + "\n" if imports else "")
    text = text.replace("MODEL", MODEL if pool == USUAL_POOL else POOLED)
    text += parts["limited"] if limit and "limited" in parts else parts["plain"]
    return text.replace("CALLS", str(calls)).replace("LIMIT", str(limit)).replace("POOL", str(pool))


def latencies(calls: int, latency: float, spread: float) -> list[float]:
    """How long each answer takes, in seconds: around ``latency``, by up to ``spread`` of it to either side, in an order that has no pattern."""
    golden = (5**0.5 - 1) / 2
    return [round(latency * (1 + spread * (2 * ((number * golden) % 1) - 1)), 3) for number in range(calls)]


def model(calls: int, latency: float = LATENCY, spread: float = 0.0, slots: int = 0) -> Model:
    """The model for some settings: three fifths of an answer's time go by before its first token."""
    answers = {
        f"Question {number}": {"text": "One two", "first_token": 0.6 * each, "per_token": 0.4 * each}
        for number, each in enumerate(latencies(calls, latency, spread))
    }
    return Model(answers, {"llama3": Speed(slots=slots, queue=100_000)})


def run(
    method: str, calls: int, latency: float = LATENCY, spread: float = 0.0, slots: int = 0, limit: int = 0, pool: int = USUAL_POOL
) -> Recording:
    """Run the program for some settings.

    Raises:
        RuntimeError: It failed.
    """
    with Stage(model(calls, latency, spread, slots), limit=1e6) as stage:
        stage.execute(program(method, calls, limit, pool))
    if stage.recording.raised:
        raise RuntimeError(stage.recording.output)
    return stage.recording


def measured(counts: list[int]) -> Iterator[tuple[str, int, float, int]]:
    """Each method with each number of calls: seconds, and how many were in flight."""
    for method in METHODS:
        for calls in counts:
            recording = run(method, calls)
            yield method, calls, round(recording.seconds, 6), recording.peak


def shown(method: str, calls: int, slots: int) -> dict[str, Any]:
    """A run as the page shows it before Python has started."""
    recording = run(method, calls, slots=slots)
    return {
        "method": method,
        "calls": calls,
        "slots": slots,
        "seconds": round(recording.seconds, 6),
        "peak": recording.peak,
        "timeline": timeline.draw(recording),
    }


def plots(points: list[tuple[str, int, float, int]]) -> dict[str, Any]:
    """The two plots of the page."""
    counts = sorted({calls for _, calls, _, _ in points})
    taken = {(method, calls): seconds for method, calls, seconds, _ in points}

    def series(name: str, values: list[list[float]], **more: Any) -> dict[str, Any]:
        return {"name": name, "points": values, **more}

    seconds = [series(words, [[n, taken[method, n]] for n in counts]) for method, words in METHODS.items()]
    faster = [
        series(words, [[n, round(taken["invoke", n] / taken[method, n], 4)] for n in counts], look=look)
        for look, (method, words) in enumerate(METHODS.items(), 1)
        if method != "invoke"
    ]
    ideal = "ideal: all at once"
    return {
        "seconds": {
            "title": "How long so many calls of one second take",
            "x": "calls",
            "y": "seconds",
            "series": [*seconds, series(ideal, [[n, LATENCY] for n in counts], ideal=True)],
        },
        "faster": {
            "title": "How many times as fast as one by one",
            "x": "calls",
            "y": "times as fast",
            "series": [*faster, series(ideal, [[n, n] for n in counts], ideal=True)],
        },
    }


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.speed", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--redraw", action="store_true", help="keep the curves that were measured")
    redraw = parser.parse_args(arguments).redraw
    points: list[tuple[str, int, float, int]] = []
    if redraw:
        points = [tuple(point) for point in json.loads(FILE.read_text(encoding="utf-8"))["curves"]]
    else:
        for point in measured(COUNTS):
            points.append(point)
            print(*point, flush=True)
    data = {
        "head": HEAD,
        "model": MODEL,
        "pooled": POOLED,
        "usual_pool": USUAL_POOL,
        "programs": PROGRAMS,
        "curves": [list(point) for point in points],
        "plots": plots(points),
        "runs": [shown(*settings) for settings in RUNS],
    }
    write(FILE, data)
    return 0


def write(file: Path, data: dict[str, Any]) -> None:
    """Write the data, one entry a line."""
    lines = [f"{json.dumps(key)}: {_rows(value)}" for key, value in data.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _rows(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    raise SystemExit(main())
