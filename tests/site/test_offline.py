"""The archive opens from files: every page, every link, the search; and it asks nobody for anything."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.site.conftest import WIDE
from tests.site.report import Report
from tools.build import offline
from tools.built import Page as Built
from tools.built import read_pages


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory, report: Report) -> Path:
    """The archive, unpacked."""
    target = tmp_path_factory.mktemp("offline")
    size = offline.offline(site, target / "site.zip")
    report.add("The archive for reading offline", ("What", "Value"), ("size, MB", round(size / 1e6, 2)))
    with zipfile.ZipFile(target / "site.zip") as file:
        file.extractall(target)
    return target


def test_all_pages_are_there_and_every_link_names_a_file(folder: Path, pages: dict[str, Built]) -> None:
    offline_pages = read_pages(folder / offline.FOLDER)
    assert sorted(offline_pages) == sorted(pages)
    wrong = []
    for path, page in offline_pages.items():
        for link in page.article.xpath(".//a/@href"):
            address = str(link).partition("#")[0]
            if address and ":" not in address and not (folder / offline.FOLDER / Path(path).parent / address).is_file():
                wrong.append(f"{path}: {link}")
    assert not wrong, "\n".join(wrong)


def test_made_twice_it_is_the_same(site: Path, tmp_path: Path) -> None:
    contents = []
    for name in ("one.zip", "two.zip"):
        offline.offline(site, tmp_path / name)
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.timeout(120)
def test_reading_and_searching_from_files(folder: Path, browser: Browser) -> None:
    context = browser.new_context(viewport=WIDE)
    page: Page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("console", lambda message: problems.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    context.on("request", lambda request: problems.append(request.url) if request.url.startswith("http") else None)
    page.goto((folder / "READ ME FIRST.html").as_uri())
    page.get_by_role("link", name="Open the home page").click()
    page.get_by_role("link", name="Read the lesson").first.click()
    page.wait_for_url("**/lesson/index.html*")
    page.keyboard.press("/")
    page.keyboard.type("gather")
    result = page.locator(".md-search-result__item a[href*='h=gather']").first
    result.wait_for(timeout=20000)
    result.click()
    page.wait_for_url(lambda url: "h=gather" in url)
    page.locator("article h1").wait_for()
    context.close()
    assert problems == []
