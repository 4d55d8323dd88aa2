"""Runs a snippet as its reader would, ``python FILE``, and compares what it did with its recording."""

import os
import random
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from awaited.commands.record import record
from awaited.model.stand_in import StandIn
from awaited.recording.calls import Call, peak
from awaited.recording.recording import Recording
from awaited.site.library import Library
from awaited.stage.chance import MANY, Chance
from awaited.stage.choices import Met, Tape
from awaited.stage.process import CORES

SECONDS = 0.4
"""How much longer something may take over the wire than on the stage: the interpreter computes, and the machine has other work."""
SHARE = 0.1
"""The same, as a share of the time that was recorded."""
EACH = 0.02
"""The same, for each call at once: each needs a connection of its own, and a client opens them one after the other."""
OVERLAP = 0.05
"""Two calls that overlap for no longer than this (in seconds) are one after the other: the server learns of a hang-up a little late."""
ORDERS = 200
"""In how many other orders the stage runs a program that went another way over the wire."""

_PACKAGES = sysconfig.get_path("purelib")
_NUMBER = re.compile(r"\d+\.\d+|\d+(?= ?(?:s|ms|seconds?)\b)")
_TRACEBACK = re.compile(r"(Exception Group )?Traceback \(most recent call last\):$")
_FRAME = re.compile(r'File "(?P<file>.+)", line (?P<line>\d+), in (?P<name>.+)$')
_WARNING = re.compile(r"^(?P<file>[^\s:]+):(?P<line>\d+): (?P<kind>\w*Warning): ")
_ONCE = re.compile(r"LangChain(Pending)?DeprecationWarning: ")
"""LangChain gives these once in the life of a process. The stage, where many programs share one, leaves them out."""
_BETWEEN = ("During handling of the above", "The above exception was the direct cause", "RuntimeWarning: Enable tracemalloc")


@dataclass
class Run:
    """One run of a program in a process of its own."""

    status: int | None
    """The exit status; None if it had to be killed."""
    stdout: str
    stderr: str
    seconds: float
    calls: list[Call]
    """What the server was asked."""


def run_file(
    path: Path, folder: Path, environment: dict[str, str], patience: float, python: str = sys.executable
) -> tuple[int | None, str, str, float]:
    """``python FILE`` in a folder, with nothing but an environment that says where the server is (and how many cores there are).

    Returns:
        The exit status (None: it was killed after ``patience`` seconds), the two outputs, and the seconds it took.
    """
    inherited = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV")}
    if os.cpu_count() != CORES:
        # What depends on the number of cores (the size of asyncio's default executor) is to be as on the stage.
        (folder / "cores").mkdir()
        (folder / "cores" / "sitecustomize.py").write_text(f"import os\nos.cpu_count = os.process_cpu_count = lambda: {CORES}\n")
        environment = {**environment, "PYTHONPATH": str(folder / "cores")}
    quiet = {"LANGSMITH_TRACING": "false", "HOME": str(folder)}
    start = time.perf_counter()
    with subprocess.Popen(
        [python, str(path)],
        cwd=folder,
        env=inherited | quiet | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=patience)
            status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            status = None
    return status, out, err, time.perf_counter() - start


def peak_in_flight(calls: list[Call]) -> int:
    """The largest number of model calls in flight at once, short overlaps not counted."""
    shortened = [
        Call(c.kind, c.label, c.path, c.by, c.start, end=None if c.end is None else max(c.start, c.end - OVERLAP)) for c in calls
    ]
    return peak(shortened)


def plain(text: str, path: Path | str, name: str) -> list[str]:
    """Lines as they can be compared: with the program's own frames alone, and without addresses and the machine's paths."""
    lines: list[str] = []
    skipping = False  # the code of a frame
    for line in (
        re.sub(r" at 0x[0-9a-fA-F]+", " at 0x…", text).replace(str(path), name).replace(_PACKAGES, "…/site-packages").splitlines()
    ):
        bare = re.sub(r"^[\s|+]*(-*\+?-{3,}.*)?", "", line)
        if _TRACEBACK.match(bare) or bare.startswith(_BETWEEN):
            skipping = False
            continue
        if frame := _FRAME.match(bare):
            skipping = True
            if frame["file"] == name:
                lines.append(bare)
            continue
        body = re.sub(r"^\s*\| ", "", line)  # of an exception in a group
        if skipping and (body.startswith("  ") or not bare or bare == "..."):
            continue
        skipping = False
        if warning := _WARNING.match(line):
            skipping = True  # the line of code under it
            if warning["file"] != name:
                line = line[warning.start("kind") :]
                if _ONCE.match(line):
                    continue
        if bare:
            lines.append(line.rstrip() if bare == line.strip() else bare)
    return lines


def same_line(recorded: str, seen: str, at_once: int = 1) -> bool:
    """Whether two lines differ in nothing but times, and those by no more than :data:`SECONDS`, :data:`SHARE` and :data:`EACH`."""
    if recorded == seen:
        return True
    words = [re.sub(r"\s+", " ", _NUMBER.sub("#", line)) for line in (recorded, seen)]
    if words[0] != words[1]:
        return False
    for a, b in zip(_NUMBER.finditer(recorded), _NUMBER.finditer(seen), strict=True):
        unit = 1000 if recorded[a.end() :].lstrip().startswith("ms") else 1
        digits = len(a[0].partition(".")[2])
        if abs(float(a[0]) - float(b[0])) > unit * (SECONDS + EACH * at_once) + SHARE * float(a[0]) + 10**-digits:
            return False
    return True


def in_recorded_order(recording: Recording, said: list[str], lines: list[str]) -> list[str]:
    """What a run wrote, with the lines that several tasks or threads wrote at one moment in the order of the recording.

    On the stage, who comes first of those that go on at the same moment is settled; in real time nobody settles it. The lines of one
    writer, and those of different moments, keep their places.
    """
    written = [p for p in recording.prints if p.to == "stdout"]
    if len(lines) != len(said) or [p.text for p in written] != [f"{line}\n" for line in said]:
        return lines
    ordered: list[str] = []
    for _, together in groupby(written, key=lambda p: p.at):
        moment = list(together)
        left = lines[len(ordered) : len(ordered) + len(moment)]
        if len({p.by for p in moment}) == len(moment):
            for p in moment:
                same = [line for line in left if same_line(p.text.rstrip("\n"), line, recording.peak)]
                if not same:
                    return lines
                ordered.append(same[0])
                left.remove(same[0])
        else:
            ordered += left
    return ordered


def differences(recording: Recording, run: Run, path: Path) -> list[str]:
    """What a run over the wire did that the recording does not say, in words; empty when nothing."""
    if run.status is None:
        return [f"it was killed: after {run.seconds:.0f} s it still ran, and its recording ends after {recording.seconds:g} s"]
    found = []
    if bool(run.status) != bool(recording.raised):
        found.append(f"it ended with status {run.status}, and on the stage with {recording.raised or 'no exception'}")
    for to, seen in (("stdout", run.stdout), ("stderr", run.stderr)):
        said = plain("".join(p.text for p in recording.prints if p.to == to), path, path.name)
        lines = plain(seen, path, path.name)
        if to == "stdout":
            lines = in_recorded_order(recording, said, lines)
        pairs = list(zip(said, lines, strict=False))
        for n, (a, b) in enumerate(pairs, 1):
            if not same_line(a, b, recording.peak):
                found.append(f"line {n} of its {to} was {b!r}, and is recorded as {a!r}")
                break
        else:
            if len(said) != len(lines):
                extra = lines[len(pairs) :] or said[len(pairs) :]
                whose = "has more" if len(lines) > len(said) else "lacks"
                found.append(f"its {to} {whose}: {extra[:3]}")
    now, then = peak_in_flight(run.calls), peak_in_flight(recording.calls)
    if now != then:
        found.append(f"the server saw at most {now} calls at once, and the stage {then}")
    asked, recorded = (sum(c.kind == "model" for c in calls) for calls in (run.calls, recording.calls))
    if asked != recorded:
        found.append(f"the server was asked {asked} times, and on the stage {recorded} times")
    return found


def other_orders(library: Library, name: str) -> Iterator[Recording]:
    """What a snippet does on the stage when others go first of those that go on at the same moment; :data:`ORDERS` of them.

    Answers are a little slower or faster, so that those of one moment come in any order.
    """
    for number in range(ORDERS):
        yield record(library, name, Tape(draw=Chance(number, _nearly, MANY), interrupts=True))


def _nearly(met: Met, source: random.Random) -> float:
    return source.uniform(1.0, 1.0 + SHARE / 5)


@contextmanager
def stand_in(library: Library) -> Iterator[tuple[str, list[Call]]]:
    """The stand-in, with the answers of a library: its address, and the calls that it has seen."""
    server = library.server()
    with StandIn(server) as running:
        yield running.url, server.log.calls


def that_ask(library: Library) -> list[str]:
    """The snippets whose recording has a call of a server. (One without a recording fails in tests/test_snippets.py.)"""
    recorded = [name for name in library.names() if library.recording_path(name).is_file()]
    return [name for name in recorded if any(c.kind in ("model", "embedding") for c in library.recording(name).calls)]


class WireRuns:
    """Runs snippets side by side, and once more alone on demand.

    Args:
        library: The snippets.
        names: Which of them will be asked for.
        side_by_side: How many run at the same time.
        folder: Where each gets a folder of its own to run in.
        serve: Gives each run a server of its own: its address, and the calls that it has seen.
    """

    def __init__(
        self,
        library: Library,
        names: list[str],
        side_by_side: int,
        folder: Path,
        serve: Callable[[], AbstractContextManager[tuple[str, list[Call]]]],
    ) -> None:
        self._library = library
        self._folder = folder
        self._serve = serve
        self._pool = ThreadPoolExecutor(side_by_side)
        self.started = time.perf_counter()
        self.again: list[str] = []
        """The snippets that were run once more."""
        # The longest first, so that none of them is left over at the end.
        order = sorted(names, key=lambda name: -library.recording(name).seconds)
        self._runs: dict[str, Future[Run]] = {name: self._pool.submit(self._run, name) for name in order}

    def _run(self, name: str) -> Run:
        with self._serve() as (url, calls):
            folder = self._folder / f"{name.replace('/', '-')}-{len(self.again)}"
            folder.mkdir()
            environment = {"OLLAMA_HOST": url, "OPENAI_BASE_URL": url + "/v1", "OPENAI_API_KEY": "none"}
            patience = 60 + 1.5 * self._library.recording(name).seconds
            result = run_file(self._library.path(name).absolute(), folder, environment, patience)
        return Run(*result, calls)

    def result(self, name: str) -> Run:
        """The run of a snippet, side by side with others."""
        return self._runs[name].result()

    def wait(self) -> None:
        """Wait for all runs."""
        wait(self._runs.values())

    def alone(self, name: str) -> Run:
        """Another run of a snippet, while no other runs: what several do to each other's times is not the snippet's fault."""
        self.wait()
        self.again.append(name)
        return self._run(name)

    def close(self) -> None:
        """Start no more."""
        self._pool.shutdown(cancel_futures=True)
