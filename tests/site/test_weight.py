"""What a page costs: bytes, requests, hosts; and that nothing goes wrong while it loads."""

from collections import defaultdict

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.site.conftest import WIDE
from tests.site.report import Report
from tools.built import Page as Built

KILOBYTES = 100
"""The lesson page may transfer so much on the first visit, compressed as static hosts do, without Run."""
REQUESTS = 15
"""It must make fewer requests."""


def load(browser: Browser, url: str) -> tuple[dict[str, float], list[str], list[str]]:
    """Load a page with an empty cache.

    Returns:
        The bytes transferred by address, the requests in their order, and what went wrong.
    """
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    wrong: list[str] = []
    requests: list[str] = []
    sizes: dict[str, float] = defaultdict(float)
    context.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    context.on(
        "response", lambda response: wrong.append(f"{response.status}: {response.url}") if response.status >= 400 else None
    )

    def listen(session: CDPSession) -> None:
        names: dict[str, str] = {}
        session.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))

        def finished(event: dict[str, float]) -> None:
            sizes[names.get(str(event["requestId"]), "?")] += event["encodedDataLength"]

        session.on("Network.loadingFinished", finished)
        session.send("Network.enable")

    listen(context.new_cdp_session(page))
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(300)
    # A worker's own requests are not the page's: they are counted by their content, with the headers of an average answer.
    for request in [r for r in requests if r not in sizes and r.startswith("http")]:
        answer = context.request.get(request, headers={"Accept-Encoding": "gzip"})
        sizes[request] = float(answer.headers["content-length"]) + 300
    context.close()
    return dict(sizes), requests, wrong


@pytest.mark.timeout(120)
def test_the_lesson_is_light(browser: Browser, address: str, report: Report) -> None:
    sizes, requests, wrong = load(browser, f"{address}lesson/")
    requests = [r for r in requests if r.startswith("http")]
    rows = [
        (url.removeprefix(address) or "/", round(size / 1000, 1))
        for url, size in sorted(sizes.items(), key=lambda item: -item[1])
    ]
    total = round(sum(sizes.values()) / 1000, 1)
    report.add(
        "The lesson page, first visit, without Run", ("File", "kB, compressed"), *rows, (f"{len(requests)} requests", total)
    )
    detail = "\n".join(f"{size:8.1f} kB  {name}" for name, size in rows)
    assert not wrong, wrong
    assert total < KILOBYTES, f"{total} kB\n{detail}"
    assert len(requests) < REQUESTS, f"{len(requests)} requests\n{detail}"


@pytest.mark.timeout(600)
def test_no_page_asks_another_host_or_fails(browser: Browser, address: str, pages: dict[str, Built], report: Report) -> None:
    problems = []
    heaviest: tuple[float, str] = (0, "")
    for path in pages:
        sizes, requests, wrong = load(browser, address + path)
        elsewhere = [r for r in requests if not r.startswith((address, "data:", "blob:"))]
        problems += [f"{path}: {problem}" for problem in wrong + elsewhere]
        heaviest = max(heaviest, (round(sum(sizes.values()) / 1000, 1), path))
    report.add("Heaviest page, first visit", ("Page", "kB, compressed"), (heaviest[1], heaviest[0]))
    assert not problems, "\n".join(problems[:60])
