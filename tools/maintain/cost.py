"""What one in flight costs, as a task, as a thread and as a process: `python -m tools.maintain.cost`, which writes `docs/cost.json` and the tables of
the page "Threads, tasks, processes".

Each measurement is a Python of its own, and what is told of it are ratios: they depend on the machine much less than bytes and microseconds.
Memory is what Linux calls a process's proportional share (`Pss`): pages that several processes share are counted once. Times are the best of
several runs, so that a busy machine matters little.

A free-threaded Python is measured beside this one if there is one on the path (`python3.14t`, `python3.13t`).
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from typing import Any

from tools.builders import ROOT

FILE = ROOT / "docs" / "cost.json"
PAGE = ROOT / "docs" / "threads-tasks-processes.md"
TABLE = re.compile(r"(<!-- cost: written by .*? -->\n).*?(<!-- /cost -->)", re.DOTALL)
COMPUTING = re.compile(r"(<!-- computing: written by .*? -->\n).*?(<!-- /computing -->)", re.DOTALL)

COUNTS = {"task": [10, 100, 1000, 10000], "thread": [10, 100, 1000], "process": [2, 4, 8, 16]}
RUNS = 5
FREE_THREADED = ("python3.14t", "python3.13t")

SHARE = """
import gc, os, sys, time

def share(*pids):
    total = 0
    for pid in pids:
        for line in open(f"/proc/{pid}/smaps_rollup"):
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total

n = int(sys.argv[1])
"""
WAITING = {
    "task": SHARE
    + """
import asyncio

async def main():
    gc.collect()
    before, start = share("self"), time.perf_counter()
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(n)]
    await asyncio.sleep(0)  # all of them wait now
    took = time.perf_counter() - start
    print((share("self") - before) / n, took / n, flush=True)
    os._exit(0)

asyncio.run(main())
""",
    "thread": SHARE
    + """
import threading

def wait():
    global waiting
    with lock:
        waiting += 1
        if waiting == n:
            all_wait.set()
    threading.Event().wait()

lock, all_wait, waiting = threading.Lock(), threading.Event(), 0
gc.collect()
before, start = share("self"), time.perf_counter()
threads = [threading.Thread(target=wait, daemon=True) for _ in range(n)]
for thread in threads:
    thread.start()
all_wait.wait()
took = time.perf_counter() - start
time.sleep(0.05)
print((share("self") - before) / n, took / n, flush=True)
os._exit(0)
""",
    "process": SHARE
    + """
import subprocess

program = "import time; print(flush=True); time.sleep(3600)"
start = time.perf_counter()
children = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(n)]
for child in children:
    child.stdout.readline()
took = time.perf_counter() - start
print(share(*[child.pid for child in children]) / n, took / n)
for child in children:
    child.kill()
    child.wait()
""",
}
"""Programs that have so many waiting at once, and print what one of them takes: kibibytes, seconds to begin."""

WORK = """
import multiprocessing, os, threading, time

try:  # before all other programs, where that is allowed
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
except (AttributeError, OSError):
    pass

def work(_=None):
    x = 0
    for i in range(1_000_000):
        x += i * i % 7

def timed(both):
    start = time.perf_counter()
    both()
    return time.perf_counter() - start

def threads():
    others = [threading.Thread(target=work) for _ in range(2)]
    for other in others: other.start()
    for other in others: other.join()

pool = multiprocessing.get_context("fork").Pool(2)
ways = [lambda: (work(), work()), threads, lambda: pool.map(work, range(2), 1)]
for way in ways: way()
tries = [[timed(way) for way in ways] for _ in range(15)]
one, *others = [min(column) for column in zip(*tries)]
print(*[one / took for took in others])
pool.terminate()
"""
"""A program that computes the same twice: how many times as fast that is in two threads, and in two processes, as one after the other. It
needs two cores to itself: as root it takes them, for some seconds."""

CALLS = """
import asyncio, sys, time
sys.path.insert(0, sys.argv[1])
from awaited.model.chat_model import FakeChatModel
from awaited.model.model import Model, Speed

N = 300
llm = FakeChatModel(model="llama3", server=Model({"Hi": "Hello"}, {"llama3": Speed(0, 0)}))

async def bare():
    await asyncio.sleep(0)

async def many(make):
    start = time.process_time()
    await asyncio.gather(*[make() for _ in range(N)])
    return time.process_time() - start

def timed(function):
    start = time.process_time()
    function()
    return time.process_time() - start

ways = {
    "a bare coroutine in gather()": lambda: asyncio.run(many(bare)),
    "invoke(), one by one": lambda: timed(lambda: [llm.invoke("Hi") for _ in range(N)]),
    "ainvoke() in gather()": lambda: asyncio.run(many(lambda: llm.ainvoke("Hi"))),
    "batch()": lambda: timed(lambda: llm.batch(["Hi"] * N)),
}
import json
print(json.dumps({name: min(way() for _ in range(15)) / N for name, way in ways.items()}))
"""
"""A program that makes calls of a model that answers at once, and prints what each takes of a processor, in seconds."""


def said(python: str, program: str, *arguments: str) -> str:
    """What a program prints, run by a Python of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [python, "-W", "ignore", "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=300,
    )
    return done.stdout


def waiting(python: str, counts: dict[str, list[int]], runs: int = RUNS) -> list[dict[str, Any]]:
    """What one that waits costs, by kind and number: ``kib`` of memory, and ``seconds`` until it waits."""
    rows = []
    for kind, numbers in counts.items():
        for number in numbers:
            tries = [tuple(map(float, said(python, WAITING[kind], str(number)).split())) for _ in range(runs)]
            kib, seconds = sorted(t[0] for t in tries)[runs // 2], min(t[1] for t in tries)
            rows.append({"kind": kind, "count": number, "kib": round(kib, 2), "seconds": round(seconds, 7)})
    return rows


def computing(python: str) -> dict[str, float]:
    """How many times as fast two threads, and two processes, are at computing."""
    threads, processes = map(float, said(python, WORK).split())
    return {"threads": round(threads, 2), "processes": round(processes, 2)}


def version(python: str) -> str:
    return said(python, "import platform; print(platform.python_version())").strip()


def plots(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Memory and starting time, by the number that waits."""
    words = {"task": "tasks", "thread": "threads", "process": "processes"}

    def series(value: str, unit: float) -> list[dict[str, Any]]:
        return [
            {"name": name, "points": [[r["count"], round(r["count"] * r[value] * unit, 6)] for r in rows if r["kind"] == kind]}
            for kind, name in words.items()
        ]

    return {
        "memory": {"title": "Memory of so many that wait", "x": "in flight", "y": "mebibytes", "series": series("kib", 1 / 1024)},
        "starting": {"title": "Until so many wait", "x": "in flight", "y": "milliseconds", "series": series("seconds", 1000)},
    }


def ratios(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """What a thread and a process cost in tasks, each where it was measured with most of its kind."""
    most = {row["kind"]: row for row in rows}
    task = most["task"]
    return {
        kind: {"memory": round(most[kind]["kib"] / task["kib"], 1), "starting": round(most[kind]["seconds"] / task["seconds"], 1)}
        for kind in most
    }


def about(value: float) -> str:
    """A ratio in as many digits as it is good for."""
    return f"{value:.2g}" if value < 10 else f"{float(f'{value:.2g}'):,.0f}"


def tables(data: dict[str, Any]) -> tuple[str, str]:
    """The tables of the page."""
    lines = ["| One that waits, as | Memory, in tasks | To start it, in tasks |", "|---|---|---|"]
    for kind in ("task", "thread", "process"):
        ratio = data["ratios"][kind]
        lines.append(f"| {'an' if kind[0] in 'aeiou' else 'a'} {kind} | {about(ratio['memory'])} | {about(ratio['starting'])} |")
    free = data["free_threaded"]
    columns = [("Python " + data["python"], data["computing"])] + (
        [(f"Python {free['python']}, free-threaded", free["computing"])] if free else []
    )
    head = "| The same computation twice | " + " | ".join(name for name, _ in columns) + " |"
    rows = [
        "| one after the other | " + " | ".join("1" for _ in columns) + " |",
        "| in two threads | " + " | ".join(about(c["threads"]) for _, c in columns) + " |",
        "| in two processes | " + " | ".join(about(c["processes"]) for _, c in columns) + " |",
    ]
    calls = data["calls"]
    bare = min(calls.values())
    extra = ["| A call that takes no time | Python's own work, in bare coroutines |", "|---|---|"]
    extra += [f"| {name} | {about(value / bare)} |" for name, value in calls.items()]
    second = "\n".join([head, "|---|" + "---|" * len(columns), *rows])
    return "\n".join([*lines, "", *extra]), second


def written(page: str, data: dict[str, Any]) -> str:
    """The page with its tables."""
    first, second = tables(data)
    page = TABLE.sub(lambda m: f"{m[1]}\n{first}\n\n{m[2]}", page)
    return COMPUTING.sub(lambda m: f"{m[1]}\n{second}\n\n{m[2]}", page)


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.cost", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--computing", action="store_true", help="measure that part anew, and keep the rest")
    keep = parser.parse_args(arguments).computing
    python = getattr(sys, "_base_executable", sys.executable)
    before = json.loads(FILE.read_text(encoding="utf-8")) if keep else {}
    rows = before.get("waiting") or waiting(python, COUNTS)
    free = next((found for name in FREE_THREADED if (found := shutil.which(name))), None)
    data: dict[str, Any] = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "waiting": rows,
        "ratios": ratios(rows),
        "calls": before.get("calls") or json.loads(said(sys.executable, CALLS, str(ROOT))),
        "computing": computing(python),
        "free_threaded": {"python": version(free), "computing": computing(free)} if free else None,
        "plots": plots(rows),
    }
    FILE.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), data), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
