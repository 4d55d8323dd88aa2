"""How long a page takes to read."""

from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from awaited.site.reading import ReadingExtension, minutes


@pytest.mark.parametrize(("words", "examples", "expected"), [(10, 0, 1), (400, 0, 2), (401, 0, 3), (0, 10, 4)])
def test_minutes(words: int, examples: int, expected: int) -> None:
    assert minutes(words, examples) == expected


def test_only_a_page_with_the_box_says_it() -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition"])
    page = BeautifulSoup(md.convert('!!! abstract "What you will know"\n\n    - A thing.\n\n' + "word " * 500), "lxml")
    assert page.select_one(".abstract > .awaited-measured").get_text() == "About 3 minutes to read."
    assert "to read" not in md.reset().convert("word " * 500)


def test_what_is_folded_is_not_counted() -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition", "pymdownx.details"])
    box = '!!! abstract "What you will know"\n\n    - A thing.\n\n'
    page = BeautifulSoup(md.convert(box + '??? note "More"\n\n    ' + "word " * 500), "lxml")
    assert page.select_one(".awaited-measured").get_text() == "About 1 minute to read."


@pytest.mark.parametrize(("words", "minutes"), [(194, "1 minute"), (195, "2 minutes"), (394, "2 minutes")])
def test_each_word_counts_but_those_of_folds(words: int, minutes: str) -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition"])
    md.preprocessors.register(Folds(md), "folds", 27)
    box = '!!! abstract "What you will know"\n\n    - A thing.\n\n'
    page = md.convert(
        box + "*word* " * words + "\n\n<details>\n\nwords within\n\n</details>\n\n<details>\n\nmore\n\n</details>\n"
    )
    assert f'<p class="awaited-measured">About {minutes} to read.</p>' in page


class Folds(Preprocessor):
    """Stashes the marks of a fold apart, as the embedding of an exercise does."""

    def run(self, lines: list[str]) -> list[str]:
        return [self.md.htmlStash.store(line) if line.startswith("<") else line for line in lines]


@pytest.mark.parametrize(("within", "minutes"), [("{}", 2), ("<details>\n\n{}\n\n</details>", 1)])
def test_examples_take_their_time_unless_they_are_folded(within: str, minutes: int) -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition"])
    md.preprocessors.register(Folds(md), "folds", 27)
    examples = "\n\n".join(['<div class="awaited"></div>'] * 4 + ['<div class="another"></div>'] * 9)
    page = BeautifulSoup(md.convert('!!! abstract "What"\n\n    - A thing.\n\n' + within.format(examples)), "lxml")
    assert page.select_one("p.awaited-measured").get_text() == f"About {minutes} minute{'s' * (minutes > 1)} to read."


def test_a_fold_of_raw_blocks_is_not_counted() -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition"])
    md.preprocessors.register(Folds(md), "folds", 27)
    box = '!!! abstract "What you will know"\n\n    - A thing.\n\n'
    page = md.convert(box + "word " * 150 + "\n\n<details>\n\n" + "word " * 500 + "\n\n</details>\n\n" + "word " * 100)
    assert BeautifulSoup(page, "lxml").select_one(".awaited-measured").get_text() == "About 2 minutes to read."


class Card(Treeprocessor):
    """Puts a long card at the end, as the glossary does after a term."""

    def run(self, root: ElementTree.Element) -> None:
        ElementTree.SubElement(root, "span", {"class": "glossary-card"}).text = "word " * 500


def test_a_card_of_the_glossary_is_not_counted() -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition"])
    md.treeprocessors.register(Card(md), "card", 15)
    page = md.convert('!!! abstract "What you will know"\n\n    - A thing.\n\n' + "word " * 100)
    assert BeautifulSoup(page, "lxml").select_one(".awaited-measured").get_text() == "About 1 minute to read."


def test_a_long_table_is_looked_up_and_not_read() -> None:
    md = Markdown(extensions=[ReadingExtension(), "admonition", "tables"])
    box = '!!! abstract "What you will know"\n\n    - A thing.\n\n'
    rows = ["| " + "word " * 20 + "|", "|---|"]
    for count, expected in ((10, 2), (19, 3), (20, 1), (30, 1)):
        page = BeautifulSoup(md.reset().convert(box + "\n".join(rows + rows[:1] * count)), "lxml")
        assert page.select_one(".awaited-measured").get_text() == f"About {expected} minute{'s' if expected > 1 else ''} to read."
    page = BeautifulSoup(md.reset().convert(f"{box}**Many** {'word ' * 250}\n\n" + "\n".join(rows + rows[:1] * 30)), "lxml")
    assert page.select_one(".awaited-measured").get_text() == "About 2 minutes to read.", "what stands beside it is read"
