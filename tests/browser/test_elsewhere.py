"""Somebody else's documentation, in a browser: naming the extension is enough to step through an example."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hosting import hosting
from tests.conftest import ROOT
from tools.builders import build_elsewhere


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
@pytest.mark.parametrize("features", ["", "  features: [navigation.instant]\n"], ids=["", "pages are swapped"])
def test_an_example_can_be_stepped_through(builder: str, features: str, browser: Browser, tmp_path: Path) -> None:
    project = Path(shutil.copytree(ROOT / "tests" / "example_site", tmp_path / "project"))
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").replace("  name: material\n", f"  name: material\n  font: false\n{features}")
    (project / "docs" / "more.md").write_text("# More\n\n@snippet first/together\n", encoding="utf-8")
    settings.write_text(text, encoding="utf-8")
    with hosting(project) as host:
        settings.write_text(f"site_url: {host.address}\n{text}", encoding="utf-8")
        host.site = build_elsewhere(builder, project)
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.goto(host.address)
        for _ in range(2):
            page.get_by_role("button", name="Step through").click()
            dialog = page.locator("dialog.aw")
            expect(dialog).to_contain_text("Task-2")
            bar = dialog.locator(".aw-waiting").first
            assert bar.evaluate("e => getComputedStyle(e).fill") != "rgb(0, 0, 0)", "its styles are there"
            dialog.get_by_role("button", name="Close").click()
            expect(dialog).to_have_count(0)
            page.locator("nav.md-nav--primary").get_by_role("link", name="More").first.click()
            page.wait_for_url("**/more/")
        page.close()
    assert wrong == []
