"""The apps of the page "Flask, Quart and Django" under waitress, Werkzeug, hypercorn and uvicorn."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from awaited.model.stand_in import StandIn
from awaited.site.library import Library
from tests.real.apps import PATIENCE, Apps, free_port
from tests.wire.running import SECONDS, SHARE, Run, peak_in_flight

CHAPTER = "flask_quart_django"

SERVERS = {
    "waitress": ("waitress-serve", "--listen", "127.0.0.1:{port}", "--threads", "4", "{app}:app"),
    "werkzeug": ("flask", "--app", "{app}", "run", "--port", "{port}"),
    "hypercorn": ("hypercorn", "{app}:app", "--bind", "127.0.0.1:{port}", "--log-level", "warning"),
    "uvicorn": ("uvicorn", "{app}:app", "--port", "{port}", "--log-level", "warning"),
    "django": ("uvicorn", "django_asgi:application", "--port", "{port}", "--log-level", "error"),
}


@pytest.fixture
def apps(library: Library, tmp_path: Path) -> Iterator[Apps]:
    """The apps in a folder of their own: Django's database stands beside them."""
    copied = tmp_path / "snippets"
    shutil.copytree(library.root / CHAPTER, copied / CHAPTER)
    shutil.copy(library.root / "common.toml", copied)
    with StandIn(library.server()) as model:
        yield Apps(Library(copied), CHAPTER, model, tmp_path)


def visit(apps: Apps, server: str, app: str, *users: str) -> dict[str, Run]:
    """What the users meet, one after the other, at one server. (Somebody was there before: some frameworks import views at the first request.)"""
    met = {}
    with apps.serve(*(word.replace("{app}", app) for word in SERVERS[server]), port=free_port()) as url:
        httpx.get(f"{url}/nothing-is-here", timeout=PATIENCE)
        for name in users:
            apps.calls.clear()
            met[name] = apps.visit(name, url)
            assert met[name].status == 0, met[name].stderr
    return met


def unlike_the_page(apps: Apps, met: dict[str, Run]) -> dict[str, list[str]]:
    """What differs from the recordings. (What the server writes stands in its own terminal, and not among what its users see.)"""
    found = {}
    for name, run in met.items():
        assert run.stderr == ""
        problems = [x for x in apps.unlike_the_page(name, run) if not x.startswith("its stderr lacks")]
        if problems:
            found[name] = problems
    return found


def longest(run: Run) -> float:
    """The longest wait of those who ask the model."""
    return max(float(line.split()[-2]) for line in run.stdout.splitlines() if line.endswith(" s") and "/health" not in line)


def test_flask_under_waitress(apps: Apps) -> None:
    # Those who come first wait for what is made for the first request, half a second on a slow machine: as long as lies between two of them.
    met = visit(apps, "waitress", "flask_app", "users_of_async", "users_of_sync", "users_of_async")
    assert unlike_the_page(apps, met) == {}
    assert longest(met["users_of_async"]) / longest(met["users_of_sync"]) > 0.8  # no more users are served
    assert "Task queue depth is 1" in apps.log.read_text()


def test_inside_a_view(apps: Apps) -> None:
    assert unlike_the_page(apps, visit(apps, "waitress", "inside_a_view", "one_user")) == {}


def test_a_model_that_async_views_share(apps: Apps) -> None:
    assert unlike_the_page(apps, visit(apps, "waitress", "flask_shared", "users_of_shared")) == {}
    assert "RuntimeError: Event loop is closed" in apps.log.read_text()


def test_flask_run_has_a_thread_for_each_request(apps: Apps) -> None:
    met = visit(apps, "werkzeug", "flask_app", "users_of_sync", "users_of_async")
    assert apps.library.recording(f"{CHAPTER}/users_of_sync").peak == 4  # under waitress, with four threads
    for run in met.values():
        assert peak_in_flight(run.calls) == len(run.calls) == 6


@pytest.mark.parametrize("server", ["hypercorn", "uvicorn"])
def test_quart(server: str, apps: Apps) -> None:
    met = visit(apps, server, "quart_app", "users_of_quart_awaits", "users_of_quart_threads", "users_of_quart_blocks")
    blocked = met.pop("users_of_quart_blocks")
    assert unlike_the_page(apps, met) == {}
    # How many answers are sent before the next view begins is a matter of who comes first by a millisecond; the last one waits for all.
    recorded = apps.library.recording(f"{CHAPTER}/users_of_quart_blocks")
    assert peak_in_flight(blocked.calls) == recorded.peak == 1
    # As much later as over the wire. (Who asks for /health comes half a second after the others.)
    assert recorded.held <= longest(blocked) <= recorded.held * (1 + SHARE) + SECONDS
    assert "/health: 5." in recorded.output
    assert 0.8 < float(blocked.stdout.rpartition("/health: ")[2].split()[0]) / longest(blocked) < 1
    assert longest(blocked) / longest(met["users_of_quart_awaits"]) > 4


def test_django(apps: Apps) -> None:
    migrate = apps.start(sys.executable, "-m", "django", "migrate", "--settings", "django_settings", "--verbosity", "0")
    assert migrate.wait(PATIENCE) == 0
    met = visit(apps, "django", "django_asgi", "users_of_django", "users_of_counts", "readers_of_django")
    assert unlike_the_page(apps, met) == {}
    assert "StreamingHttpResponse must consume synchronous iterators" in apps.log.read_text()


def test_flask_behind_an_adapter_serves_one_at_a_time(apps: Apps) -> None:
    (apps.library.root / CHAPTER / "adapted.py").write_text(
        "from asgiref.wsgi import WsgiToAsgi\nfrom flask_app import app\n\napp = WsgiToAsgi(app)\n", encoding="utf-8"
    )
    assert unlike_the_page(apps, visit(apps, "uvicorn", "adapted", "users_of_wsgi_to_asgi")) == {}
