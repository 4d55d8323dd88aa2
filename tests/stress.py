"""Runs of the snippets that use threads, again and again while other programs keep all cores busy: `make stress`.

Each round is a new process, so that hashes and addresses differ too. Any run that differs from the recording is shown.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

THREADS = ("batch(", "to_thread", "Thread", "executor", "as_completed")


def spin(until: float) -> None:
    """Keep a core busy."""
    while time.monotonic() < until:
        sum(range(10_000))


def one_round(runs: int) -> int:
    """Run each threaded snippet ``runs`` times; say how many runs there were, and which differed."""
    import gc

    from awaited.recording.recording import difference
    from awaited.runner import Stage
    from awaited.site.library import Library

    library = Library(ROOT / "snippets")
    names = [
        name
        for name in library.names()
        if any(word in library.code(name) for word in THREADS) or any(c.path == "thread" for c in library.recording(name).calls)
    ]
    gc.collect()
    gc.freeze()
    differing = 0
    for name in names:
        code, recorded = library.code(name), library.recording(name)
        for _ in range(runs):
            with Stage(library.server(), name=f"{name.split('/')[1]}.py") as stage:
                stage.execute(code)
            if changed := difference(recorded, stage.recorded_as(name)):
                differing += 1
                print(f"{name} differs:\n{changed}", flush=True)
    print(len(names) * runs, differing)
    return differing


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="processes, one after the other")
    parser.add_argument("--runs", type=int, default=1, help="runs of each snippet in a process")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inner:
        one_round(arguments.runs)
        return
    busy = [
        multiprocessing.Process(target=spin, args=(time.monotonic() + 3600,), daemon=True) for _ in range(os.cpu_count() or 2)
    ]
    for process in busy:
        process.start()
    total = differing = 0
    try:
        for _ in range(arguments.rounds):
            command = [sys.executable, __file__, "--inner", "--runs", str(arguments.runs)]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            *details, counts = run.stdout.splitlines()
            print(*details, sep="\n", end="\n" if details else "")
            total += int(counts.split()[0])
            differing += int(counts.split()[1])
    finally:
        for process in busy:
            process.terminate()
    print(f"{total} runs of threaded snippets with all cores busy: {differing} differed")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
