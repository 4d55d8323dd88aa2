"""The controls that give a page to other programs."""

import json
from pathlib import Path

from playwright.sync_api import Browser

from tests.site.conftest import PHONE, WIDE


def test_the_page_is_copied_as_markdown(browser: Browser, address: str, site: Path) -> None:
    context = browser.new_context(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}lesson/")
    page.get_by_role("button", name="Copy page").press("Enter")
    page.get_by_text("Copied as Markdown.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == (site / "lesson" / "index.md").read_text(encoding="utf-8")
    context.close()


def test_markdown_and_notebook_are_where_the_links_lead(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}lesson/")
    links = {link.inner_text(): link.evaluate("a => a.href") for link in page.locator(".page-tools a").all()}
    assert list(links) == ["Markdown", "Notebook"]
    assert context.request.get(links["Markdown"]).text().startswith("# ")
    assert json.loads(context.request.get(links["Notebook"]).body())["nbformat"] == 4
    context.close()


def test_the_controls_follow_when_the_theme_shows_another_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(f"{address}lesson/")
    page.get_by_role("link", name="start here").first.click()
    page.wait_for_url("**/start-here/")
    link = page.locator(".page-tools a").first
    link.wait_for()
    assert link.evaluate("a => a.href") == f"{address}start-here/index.md"
    assert page.locator(".page-tools").count() == 1
    context.close()
