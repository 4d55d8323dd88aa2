"""The promise, checked on the built site: all Python that it shows is a snippet that ran, and no figure is typed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import ROOT

from awaited.site.embedding import figure
from awaited.site.library import Library

LOOKS_LIKE_PYTHON = re.compile(
    r"^\s*(from \w[\w.]* import |import \w|async def \w|def \w+\(|class \w+[(:]|await \w|print\()", re.MULTILINE
)

DIGITS = r"\d+(?:[.,]\d+)?"
WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|sixty|hundred)"
TYPED_FIGURE = re.compile(
    rf"\b(?:{DIGITS}[\s-]*|{WORD}[\s-]+)(?:s|ms|secs?|seconds?|milliseconds?|minutes?)\b(?!-)"
    rf"|\b(?:{DIGITS}|{WORD}) times (?:as|faster|slower|the)",
    re.IGNORECASE,
)
"""A time, or a speed-up, in words or digits."""


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, BeautifulSoup]:
    """The pages of the built site, parsed, by their path."""
    found = sorted(built_site.rglob("*.html"))
    return {str(p.relative_to(built_site)): BeautifulSoup(p.read_text(encoding="utf-8"), "lxml") for p in found}


def code_blocks(page: BeautifulSoup) -> Iterator[Tag]:
    """The code blocks of a page, but for the signatures that mkdocstrings draws from the code itself."""
    for pre in page.select("pre"):
        if not pre.find_parent(class_=["doc-signature", "awaited-output"]):
            yield pre.find("code") or pre


def test_every_python_block_is_a_snippet(pages: dict[str, BeautifulSoup], library: Library) -> None:
    wrong = []
    for path, page in pages.items():
        for code in code_blocks(page):
            text = code.get_text()
            element = code.find_parent(class_="awaited")
            if element is None:
                is_python = code.find_parent(class_=["language-python", "language-py", "language-pycon", "language-python3"])
                if is_python or LOOKS_LIKE_PYTHON.search(text):
                    wrong.append(
                        f"{path} shows Python that is not a snippet: put it into snippets/CHAPTER/NAME.py, run `make record`, "
                        f"and write `@snippet CHAPTER/NAME` in its place:\n{text}"
                    )
                continue
            name, region = element["data-snippet"], element.get("data-region")
            expected = library.region(name, region)[1] if region else library.code(name)
            if text != expected:
                wrong.append(f"{path}: the block {name} {region or ''} is not byte for byte the file:\n{text!r}\n{expected!r}")
    assert not wrong, "\n".join(wrong)


def test_every_snippet_is_on_a_page(pages: dict[str, BeautifulSoup], library: Library) -> None:
    shown = {element["data-snippet"] for page in pages.values() for element in page.select(".awaited[data-snippet]")}
    missing = sorted(set(library.names()) - shown)
    assert not missing, f"on no page: embed each with a line `@snippet NAME`, or remove it: {', '.join(missing)}"


def test_code_and_recording_are_served_as_they_are(pages: dict[str, BeautifulSoup], built_site: Path, library: Library) -> None:
    for path, page in pages.items():
        for link in page.select(".awaited-source a"):
            served = (built_site / path).parent / link["href"]
            name = link.find_parent(class_="awaited")["data-snippet"]
            assert served.resolve().read_bytes() == library.path(name).read_bytes(), f"{path} links to {link['href']}"


def test_answers_to_exercises_are_not_published(built_site: Path) -> None:
    assert [str(path) for path in built_site.rglob("answers")] == []


def test_no_python_fence_in_a_page() -> None:
    wrong = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"\s*(`{3,}|~{3,})\s*\{?\s*\.?(python|py|pycon|python3)\b", line):
                wrong.append(
                    f"{page.relative_to(ROOT)}, line {number}: a Python fence is an example that nobody ran. "
                    "Put it into snippets/CHAPTER/NAME.py, run `make record`, and write `@snippet CHAPTER/NAME` here."
                )
    assert not wrong, "\n".join(wrong)


def test_figures_are_what_the_recordings_say(pages: dict[str, BeautifulSoup], library: Library) -> None:
    for path, page in pages.items():
        for element in page.select("data.figure"):
            value, text = figure(library, element["data-figure"])
            assert (element["value"], element.get_text()) == (f"{value:.6g}", text), f"{path}: {element}"


def prose(page: BeautifulSoup) -> Iterator[str]:
    """The sentences of a page: its text without code, recordings and references to recordings."""
    article = BeautifulSoup(str(page.find("article") or ""), "lxml")
    for element in article.select(
        "pre, code, svg, figure, data, .awaited-output, .awaited-timeline, .awaited-question, .doc, .awaited-measured, style, script"
    ):
        element.replace_with(" … ")
    for block in article.select("p, li, td, th, h1, h2, h3, h4, summary, dd, dt"):
        yield " ".join(block.get_text(" ").split())


def test_no_figure_is_typed(pages: dict[str, BeautifulSoup]) -> None:
    wrong = {
        f"{path}: {match[0]!r} in {text!r}"
        for path, page in pages.items()
        for text in prose(page)
        for match in TYPED_FIGURE.finditer(text)
    }
    assert not wrong, "refer to a recording instead, as in `@{many_calls/gather.seconds}`:\n" + "\n".join(sorted(wrong))


@pytest.mark.parametrize(
    "text", ["It takes 3 seconds.", "0.6 s later", "three seconds", "five times faster", "after 200 ms", "3 times as fast"]
)
def test_a_typed_figure_is_found(text: str) -> None:
    assert TYPED_FIGURE.search(text)
