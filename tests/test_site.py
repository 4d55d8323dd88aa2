"""The promise, checked on the built site: all Python that it shows is a snippet that ran, and no figure is typed."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Pages
from lxml.html import HtmlElement

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


PYTHON = {"language-python", "language-py", "language-pycon", "language-python3"}


def code_blocks(page: HtmlElement) -> Iterator[HtmlElement]:
    """The code blocks of a page, but for outputs, and the signatures that mkdocstrings draws from the code itself."""
    for pre in page.iter("pre"):
        if not any({"doc-signature", "awaited-output"} & set(e.classes) for e in pre.iterancestors()):
            code = pre.find(".//code")
            yield pre if code is None else code


def example(element: HtmlElement) -> HtmlElement | None:
    """The example that it belongs to."""
    return next((e for e in element.iterancestors() if "awaited" in e.classes), None)


def test_every_python_block_is_a_snippet(site_pages: Pages, library: Library) -> None:
    wrong = []
    for path, page in site_pages.items():
        for code in code_blocks(page):
            text = code.text_content()
            element = example(code)
            if element is None:
                is_python = any(PYTHON & set(e.classes) for e in code.iterancestors())
                if is_python or LOOKS_LIKE_PYTHON.search(text):
                    wrong.append(
                        f"{path} shows Python that is not a snippet: put it into snippets/CHAPTER/NAME.py, run `make record`, "
                        f"and write `@snippet CHAPTER/NAME` in its place:\n{text}"
                    )
                continue
            if element.get("data-playground") is not None:
                continue  # an editor for the reader's own program, empty
            name, region = element.get("data-snippet"), element.get("data-region")
            expected = library.region(name, region)[1] if region else library.code(name)
            if text != expected:
                wrong.append(f"{path}: the block {name} {region or ''} is not byte for byte the file:\n{text!r}\n{expected!r}")
    assert not wrong, "\n".join(wrong)


def test_every_snippet_is_on_a_page(site_pages: Pages, library: Library) -> None:
    shown = {e.get("data-snippet") for page in site_pages.values() for e in page.find_class("awaited")}
    missing = sorted(set(library.names()) - shown)
    assert not missing, f"on no page: embed each with a line `@snippet NAME`, or remove it: {', '.join(missing)}"


def test_code_and_recording_are_served_as_they_are(site_pages: Pages, built_site: Path, library: Library) -> None:
    links = 0
    for path, page in site_pages.items():
        for link in (link for source in page.find_class("awaited-source") for link in source.iter("a")):
            links += 1
            served = (built_site / path).parent / link.get("href")
            # The program, and the neighbours that it imports.
            name = link.get("href").partition("snippets/")[2].removesuffix(".py")
            assert name.partition("/")[0] == example(link).get("data-snippet").partition("/")[0]
            assert served.resolve().read_bytes() == library.path(name).read_bytes(), f"{path} links to {link.get('href')}"
    assert links


def test_answers_to_exercises_are_not_published(built_site: Path) -> None:
    assert [str(path) for path in built_site.rglob("answers")] == []


ASKS = """lesson start-here blocking-and-waiting invoke ainvoke many-calls prompts-and-chains batch streaming tools data which-one
limits timeouts-and-cancelling retries-and-fallbacks crossing what-blocks-the-loop callbacks-and-context from-sync-to-async
inside-ainvoke""".split()
"""The pages that ask what happens next, twice or more."""


def test_what_is_installed_of_this_project_exists() -> None:
    """pip only warns of an extra that there is not, and installs less than the page says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = {extra for page in pages for extra in re.findall(r"(?:\.|awaited)\[(\w+)\]", page.read_text(encoding="utf-8"))}
    assert named == set(project["optional-dependencies"])


@pytest.mark.parametrize("page", ASKS)
def test_a_chapter_asks_what_happens_next(page: str, site_pages: Pages) -> None:
    asked = site_pages[f"{page}/index.html"].find_class("awaited-question")
    assert len(asked) >= 2
    answers = [question.xpath("string(.//details/p)") for question in asked]
    assert [text for text in answers if not re.search(r"(?<!\.)[.!?]$|…$", text)] == [], "one full stop"


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


def test_no_page_takes_longer_than_ten_minutes(site_pages: Pages) -> None:
    said = {path: box.text_content() for path, page in site_pages.items() for box in page.find_class("awaited-measured")}
    assert len(said) > 20
    long = {path: text for path, text in said.items() if int(text.split()[1]) > 10}
    assert long == {}, (
        "shorten them, or fold what not everybody needs (`??? note`): that is not counted, nor are hints and solutions"
    )


def test_no_paragraph_is_indented_into_code(site_pages: Pages) -> None:
    """Four spaces too many make code of a sentence. What is meant as code stands in a fence."""
    fence = re.compile(r"^\s*(`{3,}|~{3,}).*?^\s*\1", re.MULTILINE | re.DOTALL)
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))
    fenced = {line.strip() for block in fence.finditer(sources) for line in block[0].splitlines()}
    wrong = []
    for path, page in site_pages.items():
        for code in code_blocks(page):
            if example(code) is None and any("highlight" in e.classes for e in code.iterancestors()):
                first = code.text_content().strip().splitlines()[0].strip()
                if first not in fenced:
                    wrong.append(f"{path}: {first}")
    assert wrong == []


def test_figures_are_what_the_recordings_say(site_pages: Pages, library: Library) -> None:
    figures = [
        (path, element) for path, page in site_pages.items() for element in page.iter("data") if "figure" in element.classes
    ]
    assert figures
    for path, element in figures:
        value, text = figure(library, element.get("data-figure"))
        assert (element.get("value"), element.text_content()) == (f"{value:.6g}", text), f"{path}: {element.get('data-figure')}"


NO_PROSE = {"pre", "code", "svg", "figure", "data", "style", "script"}
RECORDED = {"awaited-output", "awaited-timeline", "awaited-question", "doc", "awaited-measured"}
"""Code, recordings, and references to recordings."""


def prose(element: HtmlElement) -> Iterator[str]:
    """The pieces of its text, with an ellipsis for what is no prose."""
    if not isinstance(element.tag, str):
        return
    if element.tag in NO_PROSE or RECORDED & set(element.classes):
        yield "…"
        return
    yield element.text or ""
    for child in element:
        yield from prose(child)
        yield child.tail or ""


def sentences(page: HtmlElement) -> Iterator[str]:
    """The paragraphs, headings, items and cells of a page, without what is no prose."""
    for block in page.iterfind(".//article//*"):
        if block.tag in {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "summary", "dd", "dt"}:
            if any(e.tag in NO_PROSE or RECORDED & set(e.classes) for e in block.iterancestors()):
                continue
            yield " ".join(" ".join(prose(block)).split())


def test_no_figure_is_typed(site_pages: Pages) -> None:
    found = [(path, text) for path, page in site_pages.items() for text in sentences(page)]
    assert len(found) > 1000
    wrong = {f"{path}: {match[0]!r} in {text!r}" for path, text in found for match in TYPED_FIGURE.finditer(text)}
    assert not wrong, "refer to a recording instead, as in `@{chapter/name.seconds}`:\n" + "\n".join(sorted(wrong))


@pytest.mark.parametrize(
    "text", ["It takes 3 seconds.", "0.6 s later", "three seconds", "five times faster", "after 200 ms", "3 times as fast"]
)
def test_a_typed_figure_is_found(text: str) -> None:
    assert TYPED_FIGURE.search(text)


def test_every_cell_of_the_summary_leads_to_its_proof(site_pages: Pages) -> None:
    cells = [cell for table in site_pages["summary/index.html"].find_class("summary") for cell in table.iter("td")]
    assert len(cells) > 50
    assert [cell.text_content() for cell in cells if cell.find(".//a[@href]") is None] == []
