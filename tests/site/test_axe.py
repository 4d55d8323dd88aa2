"""axe finds nothing, on any page, light and dark, wide and phone; and everything works by keyboard.

What is the same in two looks is looked at once: structure and names do not depend on the scheme, nor colours on the width. Pages with the most
of everything are looked at in full in all four, and with ``--every-page`` all are.
"""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from tests.site.conftest import PHONE, REPRESENTATIVE, WIDE
from tests.site.report import Report
from tools.built import Page as Built

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
COLOURS = ["color-contrast", "link-in-text-block"]
ONLY_COLOURS = RULES | {"runOnly": COLOURS}
NO_COLOURS = RULES | {"rules": {rule: {"enabled": False} for rule in COLOURS}}

LOOKS: dict[str, tuple[ViewportSize, Literal["light", "dark"], dict[str, Any] | None]] = {
    "wide, light": (WIDE, "light", RULES),
    "wide, dark": (WIDE, "dark", ONLY_COLOURS),
    "phone, light": (PHONE, "light", NO_COLOURS),
    "phone, dark": (PHONE, "dark", None),
}
"""For each look, the rules for most pages; none: those pages are not looked at."""


def violations(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe finds, a line an element."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{v['id']}: {v['help']}: {' '.join(map(str, n['target']))}" for v in found for n in v["nodes"]]


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("look", LOOKS)
def test_axe(
    look: str, browser: Browser, address: str, pages: dict[str, Built], report: Report, request: pytest.FixtureRequest
) -> None:
    viewport, scheme, rules = LOOKS[look]
    every = request.config.getoption("every_page")
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    wrong = []
    chosen = {path: RULES if every or path in REPRESENTATIVE else rules for path in [*pages, "404.html"]}
    looked_at = {path: these for path, these in chosen.items() if these is not None}
    for path, these in looked_at.items():
        page.goto(address + path, wait_until="load")
        wrong += [f"{path}: {violation}" for violation in violations(page, these)]
    context.close()
    report.add("Accessibility (axe)", ("Look", "Pages", "Violations"), (look, len(looked_at), len(wrong)))
    assert not wrong, "\n".join(wrong[:80])


@pytest.mark.timeout(180)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_with_an_example_opened_and_run(scheme: str, browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=WIDE, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}lesson/")
    page.locator(".awaited-do-edit").first.click()
    page.locator(".cm-editor").first.wait_for()
    wrong = violations(page)
    page.locator(".awaited-do-run").nth(1).click()
    page.get_by_label("Output of your run of").first.wait_for(timeout=90000)
    wrong += violations(page)
    context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_level_aaa(scheme: str, browser: Browser, address: str, report: Report) -> None:
    """The text of the lesson: 7 to 1. Everything else has at least the 4.5 to 1 that test_axe asks for."""
    context = browser.new_context(viewport=WIDE, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}lesson/")
    options = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
    found = Axe().run(page, context="article.md-content__inner", options=options).response["violations"]
    wrong = [f"{n['target']}: {n['any'][0]['message']}" for v in found for n in v["nodes"]]
    context.close()
    report.add("Contrast of the lesson's text at least 7:1 (axe)", ("Scheme", "Elements below"), (scheme, len(wrong)))
    assert not wrong, "\n".join(wrong[:40])


def test_the_keyboard_reaches_what_scrolls(browser: Browser, address: str) -> None:
    """On a phone, code and outputs that are wider than the screen can be focused and scrolled with the arrow keys."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}lesson/", wait_until="networkidle")  # programs below the screen are measured when the browser is idle
    stuck = page.evaluate(
        """() => [...document.querySelectorAll("article pre, article pre > code, article .md-typeset__scrollwrap, article table")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0
            && !e.querySelector("a, button, [tabindex]"))
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert stuck == []
    first = page.locator("article pre code, article pre").filter(has_text="ainvoke").first
    assert first.count()
    context.close()


def test_the_page_is_no_wider_than_the_screen(browser: Browser, address: str, pages: dict[str, Built]) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    wide = []
    for path in pages:
        page.goto(address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide.append(f"{path}: {width} px")
    context.close()
    assert not wide, "\n".join(wide)


def test_tab_begins_with_the_link_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}lesson/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a.md-skip')")
    page.keyboard.press("Enter")
    assert "#" in page.url


def test_motion_is_reduced_on_request(page: Page, address: str) -> None:
    """Nothing moves for longer than a blink when the reader's system asks for less motion."""
    page.goto(f"{address}lesson/")
    moving = page.evaluate("document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 250).length")
    assert moving == 0
