"""Terms explain themselves where they are used (awaited/site/glossary.py)."""

import os
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown

from awaited.site.embedding import EmbeddingError
from awaited.site.glossary import terms

GLOSSARY = """# Glossary

Coroutine object
:   What a *call* returns,
    of [a kind](other.md).

    Shown on a page.

Coroutine
:   It can `await`.

Event loop
Loop
:   What runs the tasks.
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "glossary.md").write_text(GLOSSARY)
    return tmp_path


def convert(docs: Path, text: str, name: str = "page.md") -> BeautifulSoup:
    (docs / name).parent.mkdir(exist_ok=True)
    (docs / name).write_text(text)
    md = Markdown(
        extensions=["admonition", "def_list", "tables", "awaited.site.glossary"],
        extension_configs={"awaited.site.glossary": {"page": str(docs / "glossary.md")}},
    )
    return BeautifulSoup(md.convert(text), "html.parser")


def marked(soup: BeautifulSoup) -> list[str]:
    return [button.get_text() for button in soup.select("button.glossary-term")]


def test_entries_are_read(docs: Path) -> None:
    found = terms(docs / "glossary.md")
    assert list(found) == ["coroutine-object", "coroutine", "event-loop"]
    assert found["event-loop"].names == ("Event loop", "Loop")
    assert found["coroutine-object"].definition == "What a *call* returns, of [a kind](other.md)."


def test_an_entry_that_stands_twice_is_an_error(docs: Path) -> None:
    (docs / "glossary.md").write_text(GLOSSARY + "\nCoroutine\n:   Again.\n")
    with pytest.raises(ValueError, match="'Coroutine' twice"):
        terms(docs / "glossary.md")


def test_the_glossary_itself_gets_identifiers_and_no_buttons(docs: Path) -> None:
    soup = convert(docs, GLOSSARY, "glossary.md")
    assert [dt.get("id") for dt in soup.find_all("dt")] == ["coroutine-object", "coroutine", "event-loop", None]
    assert marked(soup) == []


def test_the_first_use_is_marked_and_no_other(docs: Path) -> None:
    soup = convert(docs, "Loops run coroutines. The event loop runs a coroutine object; it was a coroutine object before.")
    assert marked(soup) == ["Loops", "coroutines", "coroutine object"]


def test_a_button_opens_its_definition_and_links_to_the_glossary(docs: Path) -> None:
    soup = convert(docs, "See the **coroutine object**.")
    button, card = soup.select_one("button"), soup.select_one("[popover]")
    assert button["popovertarget"] == card["id"] == "glossary-coroutine-object"
    assert button["type"] == "button"
    assert card.get_text() == "Coroutine object What a call returns, of a kind. In the glossary"
    assert [a["href"] for a in card.find_all("a")] == ["glossary.md#coroutine-object"]
    assert soup.get_text().startswith("See the coroutine object")


def test_the_text_around_the_uses_stays_as_it_was(docs: Path) -> None:
    text = "A loop, *one coroutine*, and more; a coroutine object after it."
    soup = convert(docs, text)
    for card in soup.select("[popover]"):
        card.decompose()
    assert soup.get_text() == text.replace("*", "")


def test_code_headings_links_and_abstracts_are_left_alone(docs: Path) -> None:
    soup = convert(
        docs, '## The loop\n\n!!! abstract "A loop"\n    - the loop\n\n`loop` [loop](other.md) loop-bound\n\n    loop\n'
    )
    assert marked(soup) == []


@pytest.mark.parametrize(
    "text",
    ['!!! note "A loop"\n\n    Text.', "| Loop |\n|---|\n| x |", "Loop\n:   Text."],
    ids=["the title of a box", "the head of a table", "a term that another list defines"],
)
def test_what_is_a_heading_of_its_own_kind_is_left_alone(docs: Path, text: str) -> None:
    assert marked(convert(docs, text)) == []
    assert marked(convert(docs, text.replace("Text", "A loop").replace("| x |", "| loop |"))) == ["loop"], "below it is not"


def test_a_link_to_an_entry_from_a_folder_is_a_use(docs: Path) -> None:
    soup = convert(docs, "The [event loop](../glossary.md#event-loop).", "lesson/page.md")
    assert marked(soup) == ["event loop"]
    assert soup.a["href"] == "../glossary.md#event-loop"


def test_a_link_to_an_entry_is_the_use_that_counts(docs: Path) -> None:
    soup = convert(docs, "A loop, and the [*event* loop](glossary.md#event-loop), [again](glossary.md#event-loop).")
    assert marked(soup) == ["event loop", "again"]
    assert len(soup.select("[popover]")) == 1


def test_a_link_to_an_entry_that_is_not_there_stays_a_link(docs: Path) -> None:
    soup = convert(docs, "The [moon](glossary.md#moon).")
    assert soup.a["href"] == "glossary.md#moon"


def test_a_page_in_a_folder_finds_the_glossary(docs: Path) -> None:
    soup = convert(docs, "The loop.", "lesson/page.md")
    assert soup.a["href"] == "../glossary.md#event-loop"


def test_a_text_that_is_no_page_is_left_alone(docs: Path) -> None:
    convert(docs, "Something else.")
    md = Markdown(
        extensions=["awaited.site.glossary"], extension_configs={"awaited.site.glossary": {"page": str(docs / "glossary.md")}}
    )
    assert md.convert("The loop.") == "<p>The loop.</p>"


def test_a_glossary_that_is_not_there_is_asked_for(docs: Path) -> None:
    (docs / "glossary.md").unlink()
    with pytest.raises(
        EmbeddingError, match=r"the glossary .*/glossary\.md cannot be read \(No such file or directory\): write that page"
    ):
        convert(docs, "The loop.")


def test_no_line_ends_between_a_use_and_its_comma(docs: Path) -> None:
    soup = convert(docs, "A loop, (a coroutine) and a [coroutine object](glossary.md#coroutine-object)'s *end*")
    kept = soup.select("span.glossary-use")
    for card in soup.select("[popover]"):
        card.decompose()
    assert [k.get_text() for k in kept] == ["loop,", "coroutine)", "coroutine object's"]
    assert soup.get_text() == "A loop, (a coroutine) and a coroutine object's end"


def test_a_glossary_that_changed_is_read_anew(docs: Path) -> None:
    page = docs / "glossary.md"
    assert "thread" not in terms(page)
    page.write_text(GLOSSARY + "\nThread\n:   What the system runs.\n")
    os.utime(page, ns=(1, 1))
    assert "thread" in terms(page)
