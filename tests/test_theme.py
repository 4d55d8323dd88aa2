"""What we add to the theme, on the built site."""

import json
import os
from pathlib import Path
from urllib.parse import urljoin, urlparse

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT

from tools.settings import read_settings


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, BeautifulSoup]:
    """The pages that readers come to, parsed, by their address on the site."""
    found = [p for p in sorted(built_site.rglob("index.html")) if "run" not in p.relative_to(built_site).parts]
    return {
        str(p.parent.relative_to(built_site)): BeautifulSoup(p.read_text(encoding="utf-8"), "lxml")
        for p in found
        if "md-container" in p.read_text(encoding="utf-8")
    }


@pytest.fixture(scope="module")
def site_url() -> str:
    return read_settings().url


def content(page: BeautifulSoup, name: str) -> str:
    return page.find("meta", property=name)["content"]


def test_every_page_says_what_a_link_to_it_shows(pages: dict[str, BeautifulSoup], built_site: Path, site_url: str) -> None:
    assert "." in pages
    for path, page in pages.items():
        canonical = page.find("link", rel="canonical")["href"]
        assert canonical == content(page, "og:url") == urljoin(site_url, "" if path == "." else f"{path}/")
        assert content(page, "og:title").strip()
        assert content(page, "og:description") == page.find("meta", attrs={"name": "description"})["content"]
        image = content(page, "og:image")
        assert image.startswith(site_url)
        assert (built_site / image.removeprefix(site_url)).is_file()


def test_the_picture_for_links_has_the_size_that_is_said(pages: dict[str, BeautifulSoup], built_site: Path) -> None:
    png = (built_site / "assets/social.png").read_bytes()
    size = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    assert size == (int(content(pages["."], "og:image:width")), int(content(pages["."], "og:image:height")))
    assert len(png) < 100_000


def test_structured_data(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        (script,) = page.find_all("script", type="application/ld+json")
        data = json.loads(script.string)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == ("Course" if path == "." else "LearningResource")
        assert data["url"] == page.find("link", rel="canonical")["href"]
        assert data["name"]
        assert data["description"]
        course = data if path == "." else data["isPartOf"]
        assert course["@id"] == json.loads(pages["."].find("script", type="application/ld+json").string)["@id"]
        assert course["provider"]["name"]


def test_the_home_page_shows_the_point_and_leads_to_the_lesson(pages: dict[str, BeautifulSoup]) -> None:
    home = pages["."].select_one(".awaited-home")
    figures = home.select(".awaited-compare .awaited-timeline")
    assert len(figures) == 2
    ends = [float(f.select_one(".awaited-end")["x1"].removesuffix("%")) for f in figures]
    assert ends[0] == 100
    assert ends[1] < 50, "the second program is done in less than half the time, and the picture shows it"
    assert home.select_one("a.md-button--primary")["href"] == "lesson/"


def test_nobody_else_is_asked(pages: dict[str, BeautifulSoup], site_url: str) -> None:
    for path, page in pages.items():
        loaded = [
            e.get("src") or e.get("href")
            for e in page.select("script[src], img[src], iframe[src], link[rel=stylesheet], link[rel=icon]")
        ]
        elsewhere = [u for u in loaded if urlparse(u).netloc]
        assert not elsewhere, path
        # The theme would ask the code host for its stars.
        assert not page.select("[data-md-component=source]"), path


def test_the_source_is_where_the_environment_says(pages: dict[str, BeautifulSoup]) -> None:
    assert {link["href"] for link in pages["."].select("a.md-source")} == {os.environ["REPO_URL"]}


def test_the_search_dialog_has_a_name(pages: dict[str, BeautifulSoup]) -> None:
    for page in pages.values():
        assert page.select_one("[role=dialog]")["aria-label"] == "Search"


def test_the_page_for_lost_readers_searches(built_site: Path, site_url: str) -> None:
    page = BeautifulSoup((built_site / "404.html").read_text(encoding="utf-8"), "lxml")
    base = urlparse(site_url).path
    form = page.select_one("form.awaited-lost__search")
    assert form["action"] == base, "it is shown under any address, so it names its links from the root"
    assert form.select_one("label")["for"] == form.select_one("input[name=q]")["id"]
    assert page.select_one(".awaited-lost")["data-home"] == base


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
