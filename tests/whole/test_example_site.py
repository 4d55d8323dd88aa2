"""Somebody else's documentation (``tests/example_site``): naming the extension is enough, with MkDocs and with Zensical."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import ROOT
from tools.builders import BuildError, build_elsewhere

HERE = ROOT / "tests" / "example_site"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "project"))


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_an_example_with_its_looks(builder: str, project: Path) -> None:
    page = BeautifulSoup((build_elsewhere(builder, project) / "index.html").read_text(encoding="utf-8"), "lxml")
    article = page.select_one("article")
    assert article.select_one(".awaited code").get_text() == (HERE / "snippets/first/together.py").read_text(encoding="utf-8")
    assert article.select_one(".awaited-output pre").get_text() == "One.\nTwo it is.\n"
    assert len(article.select(".awaited-timeline svg")) > 0
    assert article.select_one("data.figure").get_text() == "0.8 s"
    (style,), (script,) = article.select("style"), article.select("script")
    assert ".awaited-timeline" in style.get_text()
    assert "data-steps" in script.get_text()
    assert article.select_one("button[data-steps]")["data-steps"] == article.select_one(".awaited-steps")["data-file"]
    assets = ROOT / "awaited" / "site" / "assets"
    assert article.select_one('[data-awaited="step.js"]')["data-text"] == (assets / "step.js").read_text(encoding="utf-8")
    assert ".aw-turn" in article.select_one('[data-awaited="step.css"]')["data-text"]
    assert not article.select("a[href*=snippets]"), "the site does not serve the file"


def test_the_search_takes_no_style_sheet_or_script_for_text(project: Path) -> None:
    index = json.loads((build_elsewhere("mkdocs", project) / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert not any(
        words in document["text"] for document in index["docs"] for words in ("awaited-ground", "aw-turn", "addEventListener")
    )


def edited(project: Path) -> None:
    snippet = project / "snippets/first/together.py"
    snippet.write_text(snippet.read_text(encoding="utf-8") + "print()\n", encoding="utf-8")


def unrecorded(project: Path) -> None:
    (project / "snippets/first/together.json").unlink()


def renamed(project: Path) -> None:
    (project / "docs/index.md").write_text("# Ours\n\n@snippet first/other\n", encoding="utf-8")


def damaged(project: Path) -> None:
    (project / "snippets/first/together.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        (
            edited,
            "docs/index.md, line 3: the recording of 'first/together' belongs to other code: record it with `awaited record`",
        ),
        (damaged, "Remove it, and record the example anew, with `awaited record`"),
        (unrecorded, "docs/index.md, line 3: the snippet 'first/together' has no recording: record it with `awaited record`"),
        (
            renamed,
            "docs/index.md, line 3: there is no snippet 'first/other': create snippets/first/other.py, or correct the name",
        ),
    ],
)
def test_what_is_wrong_is_said_without_our_makefile(mishap: Callable[[Path], None], words: str, project: Path) -> None:
    mishap(project)
    with pytest.raises(BuildError) as caught:
        build_elsewhere("mkdocs", project)
    assert words in str(caught.value)
    assert "make " not in str(caught.value)
