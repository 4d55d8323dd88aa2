"""Terms explain themselves where they are used (awaited/site/glossary.py)."""

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

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


def converted(docs: Path, text: str, name: str = "page.md", *more: Extension, **options: str) -> str:
    (docs / name).parent.mkdir(exist_ok=True)
    (docs / name).write_text(text)
    md = Markdown(
        extensions=["admonition", "def_list", "tables", *more, "awaited.site.glossary"],
        extension_configs={"awaited.site.glossary": {"page": str(docs / "glossary.md"), **options}},
    )
    return md.convert(text)


def convert(docs: Path, text: str, name: str = "page.md", *more: Extension) -> BeautifulSoup:
    return BeautifulSoup(converted(docs, text, name, *more), "html.parser")


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
    (docs / "glossary.md").write_text(f"{GLOSSARY}\nThread\n:   Not a coroutine.\n")
    soup = convert(docs, (docs / "glossary.md").read_text(), "glossary.md")
    assert [dt.get("id") for dt in soup.find_all("dt")] == ["coroutine-object", "coroutine", "event-loop", None, "thread"]
    assert marked(soup) == []
    (docs / "glossary.md").write_text("Coroutine\n:   Not a coroutine object.\n")
    alone = convert(docs, (docs / "glossary.md").read_text(), "glossary.md")
    assert [dt.get("id") for dt in alone.find_all("dt")] == ["coroutine"], "it has no other name"
    assert marked(alone) == []


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


BUTTON = '<button class="glossary-term" interestfor="glossary-{0}" popovertarget="glossary-{0}" popovertargetaction="show" type="button">{1}</button>'
CARD = (
    '<span class="glossary-card" data-search-exclude="" id="glossary-{0}" popover="auto"><strong>{1}</strong> {2} '
    '<a href="glossary.md#{0}">In the glossary</a></span>'
)


def test_what_a_page_has_for_its_terms(docs: Path) -> None:
    text = (
        "Before *it*, **the loop runs** a coroutine object, then an [*event* loop](glossary.md#event-loop), "
        "and a [loop](other.md#event-loop). *So* a coroutine ends."
    )
    loop = CARD.format("event-loop", "Event loop", "What runs the tasks.")
    made = CARD.format("coroutine-object", "Coroutine object", "What a <em>call</em> returns, of a kind.")
    coroutine = CARD.format("coroutine", "Coroutine", "It can <code>await</code>.")
    assert converted(docs, text, assets="external") == (
        "<p>Before <em>it</em>, <strong>the loop runs</strong> a "
        f'<span class="glossary-use">{BUTTON.format("coroutine-object", "coroutine object")}{made},</span> then an '
        f'<span class="glossary-use">{BUTTON.format("event-loop", "<em>event</em> loop")}{loop},</span> and a '
        '<a href="other.md#event-loop">loop</a>. <em>So</em> a '
        f"{BUTTON.format('coroutine', 'coroutine')}{coroutine} ends.</p>"
    )


def test_the_styles_of_the_glossary_come_where_it_is_used(docs: Path) -> None:
    def styles(text: str, name: str = "page.md", **options: str) -> list[str]:
        return [
            style.get_text() for style in BeautifulSoup(converted(docs, text, name, **options), "html.parser").select("style")
        ]

    (style,) = styles("The loop.")
    assert ".glossary-card" in style
    assert styles(GLOSSARY, "glossary.md") == [style]
    assert styles("Nothing of it.") == styles("The loop.", assets="external") == []


def test_the_glossary_is_looked_for_in_the_folder_of_the_pages(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(docs)
    with pytest.raises(
        EmbeddingError, match=r"^the glossary docs/glossary\.md cannot be read \(No such file or directory\): write that page, "
    ):
        Markdown(extensions=["awaited.site.glossary"]).convert("The loop.")


class Element(Extension, Treeprocessor):
    """Puts an element with a term in it on the page, as another extension may."""

    def __init__(self, tag: str, look: str = "") -> None:
        Extension.__init__(self)
        self.tag, self.look = tag, look

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(self, "element", 17)

    def run(self, root: ElementTree.Element) -> None:
        ElementTree.SubElement(root, self.tag, {"class": self.look} if self.look else {}).text = "loop"


LEFT_ALONE = "a abbr button code dt h1 h2 h3 h4 h5 h6 kbd pre script style summary svg th".split()


@pytest.mark.parametrize("tag", [*LEFT_ALONE, "div.admonition-title", "div.abstract", "div.a no-glossary b"])
def test_what_is_something_already_is_left_alone(tag: str, docs: Path) -> None:
    name, _, look = tag.partition(".")
    assert "popovertarget=" not in converted(docs, "Text.", "page.md", Element(name, look))
    assert marked(convert(docs, "Text.", "page.md", Element("div", "another"))) == ["loop"]


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
