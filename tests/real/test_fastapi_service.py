"""The services of the page "A FastAPI service" under uvicorn and hypercorn."""

import asyncio

import httpx
import pytest
from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, find_browser
from tests.real.apps import Apps, free_port
from tests.wire.running import peak_in_flight

CHAPTER = "fastapi_service"

SERVERS = {
    "uvicorn": ("uvicorn", "{app}:app", "--port", "{port}", "--log-level", "warning"),
    "two uvicorns": ("uvicorn", "{app}:app", "--port", "{port}", "--log-level", "warning", "--workers", "2"),
    "hypercorn": ("hypercorn", "{app}:app", "--bind", "127.0.0.1:{port}", "--log-level", "warning"),
}

APPS = {
    "three_ways": ["users_of_awaits", "users_of_blocks", "users_of_threads"],
    "four_threads": ["users_of_four_threads"],
    "streams": ["readers_of_words", "readers_of_blocking_words"],
    "hanging_up": ["leavers"],
    "agent_streams": ["agent_leavers"],
    "limited": ["users_of_limited"],
    "attentive_chat": ["interrupters"],
}
"""The apps, and the users who visit them."""


def command(server: str, app: str) -> list[str]:
    return [word.replace("{app}", app) for word in SERVERS[server]]


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("server", ["uvicorn", "hypercorn"])
def test_users_meet_what_the_page_says(app: str, server: str, apps: Apps) -> None:
    """The same lines in the same order, nearly the same times, as many calls at once, and how they ended."""
    found = {}
    with apps.serve(*command(server, app), port=free_port()) as url:
        for users in APPS[app]:
            apps.calls.clear()
            run = apps.visit(users, url)
            recorded = apps.library.recording(f"{CHAPTER}/{users}").calls
            ends = [sorted(call.outcome for call in calls) for calls in (run.calls, recorded)]
            found[users] = apps.unlike_the_page(users, run) + [f"{a} instead of {b}" for a, b in [ends] if a != b]
    if app == "streams":
        # Whoever comes a moment before the others may have his first word before the loop is held up.
        found["readers_of_blocking_words"] = [x for x in found["readers_of_blocking_words"] if not x.startswith("line 1 ")]
    assert found == {users: [] for users in APPS[app]}


@pytest.mark.parametrize("server", ["uvicorn", "hypercorn"])
def test_chatters(server: str, apps: Apps) -> None:
    """What the app prints stands in the server's terminal, and not among what its users see."""
    with apps.serve(*command(server, "chat"), port=free_port()) as url:
        run = apps.visit("chatters", url)
    assert run.stderr == ""
    assert run.stdout.splitlines()[0] == "Cyd has left"
    assert sorted(line.partition(":")[0] for line in run.stdout.splitlines()[1:]) == ["Ada", "Ada", "Ben"]
    ended = {call.label: call.outcome for call in run.calls}
    # hypercorn lets an app send on, to nobody.
    assert ended.pop("Tell me about figs.") == {"uvicorn": "cancelled", "hypercorn": "answered"}[server]
    assert set(ended.values()) == {"answered"}
    assert ("nobody reads on" in apps.log.read_text()) == (server == "uvicorn")


def test_ratios(apps: Apps) -> None:
    """Five users wait five times as long for an endpoint that blocks. Two workers change nothing where nobody blocks."""
    waits = {}
    for server in ("uvicorn", "two uvicorns"):
        with apps.serve(*command(server, "three_ways"), port=free_port()) as url:
            for users in ("users_of_awaits", "users_of_blocks", "users_of_threads"):
                run = apps.visit(users, url)
                waits[server, users] = max(float(line.split()[-2]) for line in run.stdout.splitlines() if "/health" not in line)
    one = waits["uvicorn", "users_of_awaits"]
    assert waits["uvicorn", "users_of_blocks"] / one > 3.5
    assert waits["uvicorn", "users_of_threads"] / one < 1.6
    assert waits["two uvicorns", "users_of_awaits"] / one < 1.6


def test_each_worker_has_a_limit_of_its_own(apps: Apps) -> None:
    """Two workers with a limit of two: more than two calls at once, and never more than four."""

    async def visit(url: str) -> None:
        async def one(n: int) -> None:
            await asyncio.sleep(n / 20)
            # A connection of its own: the system gives it to one of the workers.
            async with httpx.AsyncClient(timeout=60) as client:
                (await client.get(f"{url}/praise", params={"fruit": f"fruit {n}"})).raise_for_status()

        await asyncio.gather(*map(one, range(16)))

    command = ("uvicorn", "worker:create_app", "--factory", "--port", "{port}", "--log-level", "warning")
    peaks = []
    for workers, rounds in (("1", 1), ("2", 5)):
        apps.calls.clear()
        with apps.serve(*command, "--workers", workers, port=free_port()) as url:
            for _ in range(rounds):
                asyncio.run(visit(url))
                if peak_in_flight(apps.calls) > 2:  # one worker may be quick enough to take all users of a round
                    break
        peaks.append(peak_in_flight(apps.calls))
    assert peaks[0] == 2
    assert 2 < peaks[1] <= apps.library.recording(f"{CHAPTER}/users_of_two_workers").peak


READ = """
() => {
    const source = new EventSource("/words?fruit=apples");
    source.addEventListener("end", () => source.close());
}
"""


@pytest.mark.parametrize(("app", "again"), [("streams", True), ("ends_itself", False)])
def test_a_browser_asks_again_unless_it_is_told_that_this_was_the_end(app: str, again: bool, apps: Apps) -> None:
    with apps.serve(*command("uvicorn", app), port=free_port()) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        page = browser.new_page()
        page.goto(f"{url}/openapi.json")
        page.evaluate(READ)
        page.wait_for_timeout(6_000)  # Chromium waits three seconds before it asks again
        browser.close()
    assert (len(apps.calls) > 1) == again
