"""Runs of the snippets that use threads or ask a server, while other programs keep all cores busy: `make stress`.

Each round is a new process, so that hashes and addresses differ too. Any run that differs from the recording is shown. Then it looks at what many
runs leave in the memory of one process.
"""

import argparse
import gc
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import chdir
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from awaited.recording.recording import Recording, difference  # noqa: E402
from awaited.runner import Stage  # noqa: E402
from awaited.site.library import Library  # noqa: E402
from awaited.testing import example, is_test  # noqa: E402

THREADS = ("batch(", "to_thread", "Thread", "executor", "as_completed")
NETWORK = ("httpx", "socket", "start_server", "uvicorn", "requests", "FastAPI", "Flask", "Quart", "django")
MEGABYTES = 20
"""By how much a process may grow."""


def spin(until: float) -> None:
    """Keep a core busy."""
    while time.monotonic() < until:
        sum(range(10_000))


def perform(library: Library, name: str) -> Recording:
    """Run a snippet as its test does."""
    if is_test(name):
        return example.perform(library.path(name), library.code(name), name)
    with tempfile.TemporaryDirectory() as folder, chdir(folder), Stage(library.server()) as stage:
        stage.execute(library.code(name), str(library.path(name)))
    return stage.recorded_as(name)


def chosen(library: Library) -> list[str]:
    """The snippets with threads, and those that ask a server or are one."""
    there = [name for name in library.names() if name not in library.data().exempt.get("stage", {})]
    return [
        name for name in there if any(word in library.code(name) for word in THREADS + NETWORK) or library.recording(name).calls
    ]


def one_round(runs: int, every: int) -> None:
    """Run each of them ``runs`` times; say how many runs there were, and which differed."""
    library = Library(ROOT / "snippets")
    names = chosen(library)[::every]
    gc.collect()
    gc.freeze()
    differing = 0
    for name in names:
        for _ in range(runs):
            if changed := difference(library.recording(name), perform(library, name)):
                differing += 1
                print(f"{name} differs:\n{changed}", flush=True)
    print(len(names) * runs, differing)


def resident() -> float:
    """Megabytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def grows(runs: int) -> float:
    """By how many megabytes a process grows in so many runs of twenty snippets, when it has run each of them five times."""
    library = Library(ROOT / "snippets")
    names = [
        name for name in library.names() if name.startswith(("lesson/", "many_calls/")) and not library.recording(name).raised
    ]
    names = names[:20]

    def run(times: int) -> None:
        for name in names * times:
            perform(library, name)

    run(5)
    before = resident()
    run(runs // len(names))
    return resident() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=2, help="processes, one after the other (default: 2, more than a thousand runs)"
    )
    parser.add_argument("--runs", type=int, default=1, help="runs of each snippet in a process")
    parser.add_argument("--every", type=int, default=1, help="only every so-manieth snippet")
    parser.add_argument("--memory", type=int, default=500, help="runs in one process, whose memory is looked at")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inner:
        one_round(arguments.runs, arguments.every)
        return
    busy = [
        multiprocessing.Process(target=spin, args=(time.monotonic() + 3600,), daemon=True) for _ in range(os.cpu_count() or 2)
    ]
    for process in busy:
        process.start()
    total = differing = 0
    try:
        for _ in range(arguments.rounds):
            command = [sys.executable, __file__, "--inner", "--runs", str(arguments.runs), "--every", str(arguments.every)]
            run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            *details, counts = run.stdout.splitlines()
            print(*details, sep="\n", end="\n" if details else "")
            total += int(counts.split()[0])
            differing += int(counts.split()[1])
    finally:
        for process in busy:
            process.terminate()
    print(f"{total} runs of snippets with threads or servers, with all cores busy: {differing} differed")
    growth = grows(arguments.memory)
    print(f"memory after {arguments.memory} more runs in one process: {growth:+.1f} MB (at most +{MEGABYTES})")
    sys.exit(differing > 0 or growth > MEGABYTES)


if __name__ == "__main__":
    main()
