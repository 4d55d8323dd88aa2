"""The summary: it prints on one sheet."""

import re

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_on_one_sheet(page: Page, address: str, paper: str) -> None:
    page.goto(f"{address}summary/")
    sheet = page.pdf(format=paper)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    assert page.locator(".md-header").is_hidden()
    assert page.locator(".summary-print").is_hidden()
