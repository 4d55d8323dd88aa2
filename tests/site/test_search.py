"""What people type into the search finds the page that helps, and the search costs nothing until somebody uses it."""

import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.site.report import Report
from tools.builders import ROOT
from tools.built import Page as Built
from tools.maintain.errors import Errors
from tools.maintain.errors import address as address_of

ERRORS = Errors.of(ROOT)
SEARCHES = tomllib.loads((Path(__file__).parent / "searches.toml").read_text(encoding="utf-8"))["searches"]


def results(page: Page, query: str) -> list[str]:
    """The pages found, the best first, relative to the site."""
    box = page.locator("input[name=query]")
    box.fill(query)
    box.press("End")  # the theme waits for a key
    page.wait_for_timeout(100)
    page.wait_for_function(
        "() => /(matching document|No matching)/.test(document.querySelector('.md-search-result__meta').textContent)",
        timeout=20000,
    )
    page.wait_for_timeout(150)
    links = page.locator(".md-search-result__item > a.md-search-result__link").evaluate_all("all => all.map((a) => a.pathname)")
    return list(dict.fromkeys(link.lstrip("/") for link in links))


def is_alike(one: str, other: str) -> bool:
    """Whether two headings are of the same error: one says more of it."""
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(a & b) >= 0.6 * min(len(a), len(b))


def as_pasted() -> dict[str, list[str]]:
    """The pastes of one line that the box is tested with, and the pages that explain them."""
    found = {}
    for path in sorted((ROOT / "tests" / "errors" / "pastes").glob("*.toml")):
        for paste in tomllib.loads(path.read_text(encoding="utf-8"))["pastes"]:
            line = paste["text"].strip()
            if "\n" in line or len(line) > 110 or "\\" in line or "{" in line or " fd=" in line:
                continue
            error = ERRORS.get(paste["error"])
            pages = [error.page, "error-messages/index.md", *(cause.page for cause in error.causes if cause.page)]
            found[line] = [address_of(page).partition("#")[0] for page in pages]
    return found


@pytest.mark.timeout(600)
def test_exact_texts_find_their_page(page: Page, address: str, pages: dict[str, Built], report: Report) -> None:
    headings: dict[str, list[str]] = {}
    for built in pages.values():
        for heading in built.article.iter("h2", "h3"):
            text = "".join(heading.xpath(".//text()[not(ancestor::a)]")).strip()
            # A heading that is all code, and several words, is an error message.
            if " " in text and text == "".join(heading.xpath(".//code//text()")).strip():
                headings.setdefault(text, []).append(built.url)
    page.goto(address)
    page.locator("input[name=query]").focus()
    wrong = []
    for query, expected in (as_pasted() | SEARCHES | headings).items():
        found = results(page, query)
        place = next((n for n, url in enumerate(found, 1) if url in expected), 0)
        report.add(
            "Search", ("Query", "Page", "Place"), (query, found[place - 1] if place else expected[0], place or "not found")
        )
        if (
            query in headings
            and place != 1
            and found[:1]
            and any(found[0] in urls and is_alike(query, text) for text, urls in headings.items())
        ):
            continue  # the same text, as a heading of another page
        if not 1 <= place <= (1 if query in headings else 3):
            wrong.append(f"{query!r} should find {expected[0]}; it finds {', '.join(found[:5]) or 'nothing'}")
    assert not wrong, "\n".join(wrong)


def test_the_search_is_loaded_when_it_is_reached_for(page: Page, address: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}lesson/", wait_until="networkidle")
    assert not [a for a in asked if "search" in a]
    page.keyboard.press("/")
    page.keyboard.type("gather")
    page.locator(".md-search-result__item").first.wait_for()
    assert "search/search_index.json" in asked


def test_a_result_marks_what_was_searched(page: Page, address: str) -> None:
    page.goto(f"{address}lesson/?h=gather")
    page.locator("article mark:visible").first.wait_for()


def test_not_found_offers_the_nearest_page(page: Page, address: str) -> None:
    page.goto(f"{address}many-cals/")
    page.locator(".awaited-lost__near a").first.wait_for()
    assert "many-calls/" in (page.locator(".awaited-lost__near a").first.get_attribute("href") or "")
