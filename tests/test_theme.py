"""What we add to the theme, on the built site."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlparse

import pytest
import yaml
from conftest import ROOT, Pages
from lxml import html
from lxml.html import HtmlElement

from tools.settings import read_settings


@pytest.fixture(scope="module")
def pages(site_pages: Pages) -> Pages:
    """The pages that readers come to, by their address on the site."""
    return {
        str(Path(path).parent): page
        for path, page in site_pages.items()
        if path.endswith("index.html") and not path.startswith("run/") and page.find_class("md-container")
    }


@pytest.fixture(scope="module")
def site_url() -> str:
    return read_settings().url


def content(page: HtmlElement, name: str) -> str:
    return page.find(f".//meta[@property='{name}']").get("content")


def canonical(page: HtmlElement) -> str:
    return page.find(".//link[@rel='canonical']").get("href")


def structured(page: HtmlElement) -> dict[str, Any]:
    (script,) = page.iterfind(".//script[@type='application/ld+json']")
    return json.loads(script.text)


def test_every_page_says_what_a_link_to_it_shows(pages: Pages, built_site: Path, site_url: str) -> None:
    assert "." in pages
    for path, page in pages.items():
        assert canonical(page) == content(page, "og:url") == urljoin(site_url, "" if path == "." else f"{path}/")
        assert content(page, "og:title").strip()
        assert content(page, "og:description") == page.find(".//meta[@name='description']").get("content")
        image = content(page, "og:image")
        assert image.startswith(site_url)
        assert (built_site / image.removeprefix(site_url)).is_file()


def test_the_picture_for_links_has_the_size_that_is_said(pages: Pages, built_site: Path) -> None:
    png = (built_site / "assets/social.png").read_bytes()
    size = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    assert size == (int(content(pages["."], "og:image:width")), int(content(pages["."], "og:image:height")))
    assert len(png) < 100_000


def test_structured_data(pages: Pages) -> None:
    for path, page in pages.items():
        data = structured(page)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == ("Course" if path == "." else "LearningResource")
        assert data["url"] == canonical(page)
        assert data["name"]
        assert data["description"]
        course = data if path == "." else data["isPartOf"]
        assert course["@id"] == structured(pages["."])["@id"]
        assert course["provider"]["name"]


def test_the_home_page_shows_the_point_and_leads_to_the_lesson(pages: Pages) -> None:
    (home,) = pages["."].find_class("awaited-home")
    figures = [figure for compared in home.find_class("awaited-compare") for figure in compared.find_class("awaited-timeline")]
    assert len(figures) == 2
    ends = [float(f.find_class("awaited-end")[0].get("x1").removesuffix("%")) for f in figures]
    assert ends[0] == 100
    assert ends[1] < 50, "the second program is done in less than half the time, and the picture shows it"
    assert home.find_class("md-button--primary")[0].get("href") == "lesson/"


def test_nobody_else_is_asked(pages: Pages, site_url: str) -> None:
    for path, page in pages.items():
        loaded = [
            e.get("src") or e.get("href")
            for e in page.iter("script", "img", "iframe", "link")
            if e.get("src") or e.get("rel") in {"stylesheet", "icon"}
        ]
        assert loaded
        elsewhere = [u for u in loaded if urlparse(u).netloc]
        assert not elsewhere, path
        # The theme would ask the code host for its stars.
        assert not page.findall(".//*[@data-md-component='source']"), path


def test_the_source_is_where_the_environment_says(pages: Pages) -> None:
    assert {link.get("href") for link in pages["."].find_class("md-source")} == {os.environ["REPO_URL"]}


def test_the_search_dialog_has_a_name(pages: Pages) -> None:
    for page in pages.values():
        assert page.find(".//*[@role='dialog']").get("aria-label") == "Search"


def test_the_page_for_lost_readers_searches(built_site: Path, site_url: str) -> None:
    page = html.parse(str(built_site / "404.html")).getroot()
    base = urlparse(site_url).path
    form = page.find_class("awaited-lost__search")[0]
    assert form.get("action") == base, "it is shown under any address, so it names its links from the root"
    assert form.find(".//label").get("for") == form.find(".//input[@name='q']").get("id")
    assert page.find_class("awaited-lost")[0].get("data-home") == base


def test_settings_that_the_look_depends_on() -> None:
    class Loader(yaml.SafeLoader):
        """Ignores the tags of MkDocs."""

    Loader.add_multi_constructor("tag:", lambda loader, suffix, node: None)
    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)
    assert settings["theme"]["font"] is False
    assert settings["extra"]["generator"] is False
    assert "content.code.annotate" not in settings["theme"]["features"], "its links have no names"
    assert {p.get("scheme") for p in settings["theme"]["palette"]} == {None, "default", "slate"}
