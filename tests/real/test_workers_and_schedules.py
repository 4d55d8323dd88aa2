"""The programs of the page "Workers and schedules": a service that is stopped, a worker that is a process, and all that takes its time."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from awaited.model.stand_in import StandIn
from awaited.site.library import Library
from tests.real.apps import PATIENCE, Apps, free_port, stop
from tests.wire.running import Run, differences, run_file

CHAPTER = "workers_and_schedules"

SLOW = (
    "customers",
    "customers_of_async",
    "every_other_time_solution",
    "every_ten_seconds",
    "job_that_runs_solution",
    "longer_than_its_interval",
    "power_cut",
    "power_cut_acks_late",
    "two_instances",
)
"""Programs that work or wait for long: they run as they stand, side by side."""


@pytest.fixture
def apps(library: Library, tmp_path: Path) -> Iterator[Apps]:
    """The apps in a folder of their own: the queue is a folder beside them."""
    copied = tmp_path / "snippets"
    shutil.copytree(library.root / CHAPTER, copied / CHAPTER)
    shutil.copy(library.root / "common.toml", copied)
    with StandIn(library.server()) as model:
        yield Apps(Library(copied), CHAPTER, model, tmp_path)


def test_background_tasks(apps: Apps) -> None:
    with apps.serve("uvicorn", "report_service:app", "--port", "{port}", "--log-level", "warning", port=free_port()) as url:
        run = apps.visit("users_of_reports", url)
    assert apps.unlike_the_page("users_of_reports", run) == []


def test_a_service_that_is_stopped_loses_what_it_has_not_done(apps: Apps) -> None:
    port = free_port()
    patience = ("--timeout-graceful-shutdown", "3")
    with apps.serve("uvicorn", "report_service:app", "--port", "{port}", *patience, port=port) as url:
        for book in ("Emma", "everything"):
            assert httpx.post(f"{url}/reports/{book}").json() == "ordered"
    assert "timeout graceful shutdown exceeded" in apps.log.read_text()
    assert sorted(call.outcome for call in apps.calls) == ["answered", "cancelled"]
    with apps.serve("uvicorn", "report_service:app", "--port", "{port}", port=port) as url:
        assert "everything" not in httpx.get(f"{url}/reports").json()


def test_a_worker_that_is_a_process(apps: Apps) -> None:
    """Two threads work: the third order waits; and what a worker leaves in the queue when it is told to end, the next one does."""
    celery = (
        sys.executable,
        "-m",
        "celery",
        "-A",
        "tasks",
        "worker",
        "--concurrency",
        "2",
        "--pool",
        "threads",
        "--loglevel",
        "ERROR",
    )
    order = "from tasks import report\nfor book in ('Emma', 'Dune', 'Ulysses'): print(report.delay(book).id)\n"
    ordered = apps.start(sys.executable, "-c", order, stdout=subprocess.PIPE)
    ids, _ = ordered.communicate(timeout=PATIENCE)
    worker = apps.start(*celery, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        look = (
            "import sys\nfrom tasks import app\n"
            "for task in sys.argv[1:]: print(app.AsyncResult(task).get(timeout=30))\n"
        )  # fmt: skip
        customer = apps.start(sys.executable, "-c", look, *ids.split(), stdout=subprocess.PIPE)
        answers, _ = customer.communicate(timeout=PATIENCE)
    finally:
        stop(worker)
    recorded = apps.library.recording(f"{CHAPTER}/customers")
    assert answers.splitlines() == recorded.output.splitlines()[1:]
    assert len(apps.calls) == 3
    first, second, third = sorted(apps.calls, key=lambda call: call.start)
    assert second.start < first.start + 0.5 < third.start


def test_a_folder_loses_the_order_of_a_worker_that_is_killed(apps: Apps) -> None:
    """Late or not: the worker itself would have put it back."""
    order = "from tasks import safe_report; safe_report.delay('everything')"
    assert apps.start(sys.executable, "-c", order).wait(PATIENCE) == 0
    queue = apps.library.root / CHAPTER / "queue"
    assert len(list(queue.glob("*.msg"))) == 1
    command = (sys.executable, "-m", "celery", "-A", "tasks", "worker", "--pool", "solo", "--loglevel", "ERROR")
    worker = apps.start(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while not apps.calls and time.monotonic() < until:
        time.sleep(0.1)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(PATIENCE)
    assert [call.label for call in apps.calls] == ["Report on everything"]
    assert list(queue.glob("*.msg")) == []


def test_programs_that_take_long(library: Library, tmp_path: Path) -> None:
    """They end as their recordings do, and print the same lines."""

    def perform(name: str) -> Run:
        folder = tmp_path / name
        folder.mkdir()
        with StandIn(library.server()) as model:
            path = library.path(f"{CHAPTER}/{name}")
            status, out, err, seconds = run_file(
                path, folder, {"OLLAMA_HOST": model.url, "PYTHONDONTWRITEBYTECODE": "1"}, 2 * PATIENCE
            )
            return Run(status, out, err, seconds, list(model.model.log.calls))

    with ThreadPoolExecutor(len(SLOW)) as pool:
        runs = dict(zip(SLOW, pool.map(perform, SLOW), strict=True))
    found = {}
    for name, run in runs.items():
        recorded = library.recording(f"{CHAPTER}/{name}")
        problems = differences(recorded, run, library.path(recorded.snippet))
        if name == "longer_than_its_interval":  # its log says a date
            assert "maximum number of running instances reached (1)" in run.stderr
            problems = [problem for problem in problems if not problem.startswith("line 1 of its stderr")]
        if problems:
            found[name] = problems
    assert found == {}
