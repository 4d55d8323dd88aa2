"""One line in a page becomes code, output and timeline; a wrong line stops the build and says where."""

import html
import importlib
import json
import os
import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.preprocessors import Preprocessor

import awaited.site
from awaited.picture import stepping
from awaited.picture.output import output_html, result_html
from awaited.recording.recording import Print, Recording, digest
from awaited.runner import Stage
from awaited.site import styles
from awaited.site.embedding import EmbeddingError, EmbeddingExtension

CODE = "def main():\n    print('<b>')\n    print('two')\n\n\nmain()\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "snippets" / "chapter"
    folder.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "snippets").symlink_to("../snippets")
    (folder / "a.py").write_text(CODE)
    Recording("chapter/a", digest(CODE), seconds=2.5, prints=[Print(0.5, "MainThread", "<b>\ntwo\n")]).save(folder / "a.json")
    (folder / "b.py").write_text("x = 1\n")
    Recording("chapter/b", digest("x = 1\n"), seconds=5.0).save(folder / "b.json")
    (folder / "chapter.toml").write_text('[mistakes]\nb = { why = "It does <nothing>." }\n')
    return tmp_path


def rendered(site: Path, text: str, page: str = "page.md", front: str = "---\ntitle: A page\n---\n\n", **options: str) -> str:
    (site / "docs" / page).parent.mkdir(parents=True, exist_ok=True)
    (site / "docs" / page).write_text(front + text)
    extension = EmbeddingExtension(snippets=str(site / "snippets"), docs=str(site / "docs"), **options)
    md = Markdown(extensions=[extension, "pymdownx.superfences", "pymdownx.highlight", "admonition", "attr_list"])
    return md.convert(text)


def render(site: Path, text: str, page: str = "page.md", **options: str) -> BeautifulSoup:
    return BeautifulSoup(rendered(site, text, page, **options), "lxml")


def around(site: Path, text: str, **options: str) -> str:
    """The page's HTML without what highlights code, and without styles and scripts."""
    page = rendered(site, text, assets="external", **options)
    page = re.sub(
        r'<div class="highlight">(.*?<span class="filename">(.*?)</span>)?.*?</pre></div>', r"[\2]", page, flags=re.DOTALL
    )
    return re.sub(r">\n+<", "><", page)


def test_code_output_and_source(site: Path) -> None:
    page = render(site, "Before.\n\n@snippet chapter/a\n\nAfter.\n")
    element = page.select_one(".awaited")
    assert element["data-snippet"] == "chapter/a"
    assert element.select_one(".highlight code").get_text() == CODE
    assert element.select_one(".filename").get_text() == "chapter/a.py"
    assert [(s["data-at"], s.get_text()) for s in element.select(".awaited-line")] == [("0.5", "<b>\n"), ("0.5", "two\n")]
    assert element.select_one(".awaited-source a")["href"] == "../snippets/chapter/a.py"
    assert [p.get_text() for p in page.select("body > p")] == ["Before.", "After."]


SOURCE = '<div class="awaited-foot"><p class="awaited-source"><a href="../snippets/{0}.py">{0}.py</a></p></div></div>'


def test_what_stands_around_the_code(site: Path) -> None:
    chapter = site / "snippets" / "chapter"
    whole = Recording.from_text((chapter / "a.json").read_text())
    result = output_html(whole).replace("\n<", "<")
    assert around(site, "@snippet chapter/a\n").replace("\n<", "<") == (
        f'<div class="awaited" data-snippet="chapter/a">[chapter/a.py]<div class="awaited-result">{result}</div>'
        f"{SOURCE.format('chapter/a')}"
    )
    (chapter / "a.py").write_text("x = 1\n\n" + CODE)
    Recording("chapter/a", digest("x = 1\n\n" + CODE), files={"b.py": digest("x = 1\n")}).save(chapter / "a.json")
    (chapter / "chapter.toml").write_text(
        """[warns]\na = { why = 'It does "<this>".' }\n[mistakes]\nb = { why = 'It "<does>".' }\n"""
    )
    assert around(site, "@snippet chapter/a region=main output=no\n") == (
        '<div class="awaited" data-snippet="chapter/a" data-region="main" data-first="3">'
        '<p class="awaited-warns"><strong>It warns.</strong> It does "&lt;this&gt;".</p>[chapter/a.py · main]'
        '<div class="awaited-foot"><p class="awaited-source"><a href="../snippets/chapter/a.py">chapter/a.py</a>, '
        'with <a href="../snippets/chapter/b.py">chapter/b.py</a></p></div></div>'
    )
    assert around(site, "@snippet chapter/b output=no\n") == (
        '<div class="awaited" data-snippet="chapter/b">'
        '<p class="awaited-mistake"><strong>Mistake.</strong> It "&lt;does&gt;".</p>[chapter/b.py]'
        f"{SOURCE.format('chapter/b')}"
    )
    nothing = '<div class="awaited" data-snippet="chapter/b">[B &amp; &quot;x&quot;]<div class="awaited-foot"></div></div>'
    (chapter / "chapter.toml").unlink()
    assert around(site, "@snippet chapter/b output=no title='B & \"x\"'\n", source="") == nothing


def test_code_that_has_fences_in_it_is_shown_whole(site: Path) -> None:
    code = 'TEXT = """\n```\n@snippet chapter/gone\n````\n"""\n'
    (site / "snippets" / "chapter" / "b.py").write_text(code)
    Recording("chapter/b", digest(code)).save(site / "snippets" / "chapter" / "b.json")
    page = render(site, "@snippet chapter/b\n\nAfter.\n")
    assert page.select_one(".highlight code").get_text() == code
    assert page.select("body > p")[-1].get_text() == "After."


def test_each_line_has_its_time_and_a_traceback_has_one() -> None:
    prints = [
        Print(1.0, "Task-1", "one\ntwo\n"),
        Print(1.0, "Task-1", "Traceback:\n  ...\nError\n", "stderr"),
        Print(1.25, "Task-1", "Warning\n", "stderr"),
    ]
    page = BeautifulSoup(output_html(Recording("chapter/a", "", prints=prints)), "lxml")
    assert [s.get("data-at") for s in page.select(".awaited-line")] == ["1.0", "1.0", "1.0", None, None, "1.25"]


def test_a_line_that_came_in_pieces_shows_each_with_its_time() -> None:
    prints = [Print(1.0, "Task-1", "a <"), Print(1.5, "Task-1", "b\n"), Print(2.0, "Task-1", "c\n")]
    lines = BeautifulSoup(output_html(Recording("chapter/a", "", prints=prints)), "lxml").select(".awaited-line")
    assert [(line["data-at"], line.get_text()) for line in lines] == [("1.0", "a <b\n"), ("2.0", "c\n")]
    assert [(part["data-at"], part.get_text()) for part in lines[0].select(".awaited-chunk")] == [("1.0", "a <"), ("1.5", "b\n")]
    assert not lines[1].select(".awaited-chunk")
    quoted = output_html(Recording("chapter/a", "", prints=[Print(1.0, "Task-1", '"a'), Print(1.5, "Task-1", '<"\n')]))
    assert re.findall(">([^<]+)</span>", quoted) == ['"a', '&lt;"\n'], "quotation marks stay as they are"


def test_a_line_of_output_says_who_wrote_it_and_from_which_line() -> None:
    events = [
        [0, "1", "made", 1, "main", "M"],
        [0, "1", "run", 1],
        [1, "1", "print", 7, 'a & "b"\n'],
        [1, "M", "print", None, "c\n", "stderr"],
    ]
    made = Recording.of({"snippet": "chapter/<a>", "code": ""}, events)
    written = output_html(made)
    assert written.startswith('<div class="awaited-output"><p class="awaited-label">Output</p><pre tabindex="0" role="group"')
    assert written.endswith("</pre></div>")
    assert '>a &amp; "b"\n</span>' in written, "quotation marks stay as they are"
    pre = BeautifulSoup(written, "lxml").pre
    assert pre["aria-label"] == "Output of chapter/<a>"
    assert [(line.attrs, line.get_text()) for line in pre.select("span")] == [
        ({"class": ["awaited-line"], "data-at": "1.0", "data-by": "Task-1", "data-w": "1", "data-l": "7"}, 'a & "b"\n'),
        ({"class": ["awaited-line", "awaited-stderr"], "data-at": "1.0", "data-by": "MainThread"}, "c\n"),
    ]
    beside = result_html(made, "<svg/>")
    assert beside == f'<div class="awaited-result">{written}<svg/></div>'


@pytest.mark.parametrize(("longest", "wide"), [(30, False), (31, True)])
def test_output_with_long_lines_has_no_room_beside_the_timeline(longest: int, wide: bool) -> None:
    made = Recording("chapter/a", "", prints=[Print(0.0, "Task-1", f"a\n{'x' * longest}\n")])
    assert result_html(made, "<svg/>").startswith(f'<div class="awaited-result{" awaited-wide" * wide}">')
    assert output_html(Recording("chapter/a", "")) == (
        '<div class="awaited-output"><p class="awaited-label">Output</p><p class="awaited-nothing">It prints nothing.</p></div>'
    )


def test_no_link_to_a_file_that_the_site_does_not_serve(site: Path) -> None:
    (site / "docs" / "snippets").unlink()
    assert not render(site, "@snippet chapter/a\n").select(".awaited-source")


def test_a_generator_that_takes_links_as_the_pages_file_does_gets_them_so(site: Path) -> None:
    class Context(Preprocessor):
        def run(self, lines: list[str]) -> list[str]:
            return lines

    (site / "docs" / "page.md").write_text("@snippet chapter/a\n")
    md = Markdown(extensions=[EmbeddingExtension(snippets=str(site / "snippets"), docs=str(site / "docs"))])
    md.preprocessors.register(Context(md), "rendering_context", 0)
    page = BeautifulSoup(md.convert("@snippet chapter/a\n"), "lxml")
    assert page.select_one(".awaited-source a")["href"] == "snippets/chapter/a.py"


@pytest.mark.parametrize("extensions", [[], ["fenced_code"], ["pymdownx.superfences"]])
def test_a_site_need_not_name_another_extension(site: Path, extensions: list[str]) -> None:
    own = EmbeddingExtension(snippets=str(site / "snippets"), docs=str(site / "docs"))
    page = BeautifulSoup(Markdown(extensions=[*extensions, own]).convert("@snippet chapter/a highlight=two\n"), "lxml")
    assert page.select_one(".highlight code").get_text() == CODE
    assert page.select_one(".filename").get_text() == "chapter/a.py"
    assert page.select(".hll")


def test_styles_come_along_once_and_where_they_are_needed(site: Path) -> None:
    def styled(text: str, **settings: str) -> list[str]:
        own = EmbeddingExtension(snippets=str(site / "snippets"), docs=str(site / "docs"), **settings)
        return [s.get_text() for s in BeautifulSoup(Markdown(extensions=[own]).convert(text), "lxml").select("style")]

    (style,) = styled("@snippet chapter/a\n\n@snippet chapter/b\n")
    assert ".awaited-output" in style
    assert "/*" not in style
    assert len(styled("It takes @{chapter/a.seconds}.")) == 1
    assert styled("No example here.") == []
    assert styled("@snippet chapter/a\n", assets="external") == []
    with pytest.raises(ValueError, match=r"assets: 'none' is neither 'embed' \(the default\) nor 'external'"):
        styled("", assets="none")


def test_links_know_how_deep_the_page_lies(site: Path) -> None:
    assert (
        render(site, "Home.\n\n@snippet chapter/a\n", "index.md").select_one(".awaited-source a")["href"]
        == "snippets/chapter/a.py"
    )
    assert render(site, "@snippet chapter/a\n", "x/y.md").select_one(".awaited-source a")["href"] == "../../snippets/chapter/a.py"


def test_region_highlight_and_title(site: Path) -> None:
    page = render(site, '@snippet chapter/a region=main highlight="\'two\'" title="What main does"\n')
    element = page.select_one(".awaited")
    assert element["data-region"] == "main"
    assert element.select_one("code").get_text() == "def main():\n    print('<b>')\n    print('two')\n"
    assert element.select_one(".hll").get_text() == "    print('two')\n"
    assert element.select_one(".filename").get_text() == "What main does"


def test_a_long_line_can_be_broken_below_its_own_beginning(site: Path) -> None:
    lines = [
        "def f():",
        "    return one_name + another_name + '<b>' + one_more_name",
        "x = 1",
        "y = " + " + ".join(["1"] * 12),
        "",
        "z = 2",
    ]
    code = "\n".join(lines) + "\n"
    (site / "snippets" / "chapter" / "b.py").write_text(code)
    Recording("chapter/b", digest(code)).save(site / "snippets" / "chapter" / "b.json")
    page = render(site, '@snippet chapter/b highlight="return" highlight="x =" highlight="y ="\n')
    rows = page.select(".awaited-row")
    assert [(row.get_text(), row.get("style")) for row in rows] == [(lines[1], "--indent:4"), (lines[3], None)]
    assert page.select_one("code").get_text() == code
    assert [mark.get_text() for mark in page.select(".hll")] == [f"{line}\n" for line in lines[1:4]]
    assert all(row.find_parent(class_="hll") for row in rows)


def test_a_line_of_33_characters_may_be_too_long(site: Path) -> None:
    code = f"x = '{'y' * 26}'\nx = '{'y' * 27}'\n"
    (site / "snippets" / "chapter" / "b.py").write_text(code)
    Recording("chapter/b", digest(code)).save(site / "snippets" / "chapter" / "b.json")
    assert [row.get_text() for row in render(site, "@snippet chapter/b\n").select(".awaited-row")] == [code.splitlines()[1]]


def test_a_mistake_is_labelled(site: Path) -> None:
    label = render(site, "@snippet chapter/b\n").select_one(".awaited-mistake")
    assert label.get_text() == "Mistake. It does <nothing>."


def test_what_was_recorded_in_another_environment_is_no_mistake_there_and_has_no_steps(stepped: Path) -> None:
    folder = stepped / "snippets" / "chapter"
    (folder / "chapter.toml").write_text('[mistakes]\nloop = { why = "It does." }\n')
    (folder / "old").mkdir()
    (folder / "old" / "loop.json").write_bytes((folder / "loop.json").read_bytes())
    here, there = (
        render(stepped, f"@snippet chapter/loop{o}\n", assets="external").select_one(".awaited") for o in ("", " environment=old")
    )
    assert (here.get("data-environment"), there.get("data-environment")) == (None, "old")
    assert [len(element.select(".awaited-mistake")) for element in (here, there)] == [1, 0]
    assert [len(element.select(".awaited-steps")) for element in (here, there)] == [1, 0]
    (folder / "old" / "loop.json").write_text(
        Recording("chapter/loop", digest(LOOP), prints=[Print(0.0, "M", "another\n")]).to_text()
    )
    os.utime(folder / "old" / "loop.json", ns=(1, 1))
    assert "another" in render(stepped, "@snippet chapter/loop environment=old\n").select_one(".awaited-output").get_text()
    asks = '@snippet chapter/loop environment=old\n\n@ask chapter/loop who after="asyncio.gather("\n'
    assert len(render(stepped, asks, assets="external").select(".awaited-question .awaited-steps")) == 1
    with pytest.raises(EmbeddingError, match="'chapter/loop' has no recording of new: record it in the environment new"):
        render(stepped, "@snippet chapter/loop environment=new\n")


EXERCISES = """
[exercises.two_things]
title = "Two things"
task = "Do *two* things."
hints = ["Do one.", "Do another."]
starter = "chapter/a"
solution = "chapter/b"
check = { calls = 0 }

[exercises.one_thing]
title = "One thing"
task = "Do it."
hints = ["Begin."]
starter = "chapter/a"
solution = "chapter/b"
check = { calls = 0 }
"""


def test_an_exercise(site: Path) -> None:
    (site / "snippets" / "chapter" / "chapter.toml").write_text(EXERCISES)
    page = render(site, "@exercise chapter/two_things\n\n@exercise chapter/one_thing\n")
    assert [h.get_text() for h in page.select("h3")] == ["Exercise 1: Two things", "Exercise 2: One thing"]
    assert [h["id"] for h in page.select("h3")] == ["exercise-two-things", "exercise-one-thing"]
    two, one = page.select(".awaited-exercise")
    assert (two["data-exercise"], one["data-exercise"]) == ("chapter/two_things", "chapter/one_thing")
    assert two.select_one("em").get_text() == "two"
    assert [d.get_text(" ", strip=True) for d in two.select(".awaited-hint")] == ["Hint 1 Do one.", "Hint 2 Do another."]
    assert [d.get_text(" ", strip=True) for d in one.select(".awaited-hint")] == ["Hint Begin."]
    assert [f.get_text() for f in two.select(".filename")] == ["Start from here", "A solution"]
    assert two.select_one(".awaited")["data-snippet"] == "chapter/a"
    solution = two.select_one(".awaited-solution")
    assert (solution.summary.get_text(), solution.select_one(".awaited")["data-snippet"]) == ("Solution", "chapter/b")
    (site / "docs" / "things.md").write_text("# Things\n\n@exercise chapter/two_things\n")
    for example in two.select(".awaited"):
        example.decompose()
    assert " ".join(two.get_text(" ", strip=True).split()) == (
        "Exercise 1: Two things Do two things. Hint 1 Do one. Hint 2 Do another. Solution"
    )
    assert [e.name for e in two.find_all(recursive=False)] == ["h3", "p", "details", "details", "details"]
    listed = render(site, "@progress things\n")
    assert [(a.get_text(), a["href"]) for a in listed.select("li a")] == [
        ("Things", "things.md"),
        ("Two things", "things.md#exercise-two-things"),
    ]
    assert listed.select_one("[data-of-exercise]")["data-of-exercise"] == "chapter/two_things"
    with pytest.raises(
        EmbeddingError, match="there is no exercise 'chapter/a'; there are: chapter/two_things, chapter/one_thing"
    ):
        render(site, "@exercise chapter/a\n")


def test_timelines_on_one_scale(site: Path) -> None:
    calls = [[0, "M", "call", 1, "model", "Hi"], [2, "M", "end"]]
    for name, code in (("a", CODE), ("b", "x = 1\n")):
        Recording.of({"snippet": f"chapter/{name}", "code": digest(code), "seconds": 2.0}, calls).save(
            site / "snippets" / "chapter" / f"{name}.json"
        )
    page = render(site, "@compare chapter/a chapter/b\n")
    assert all(name in page.get_text() for name in ("chapter/a.py", "chapter/b.py"))


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("seconds", "6 s"),
        ("peak", "2"),
        ("calls", "2"),
        ("span", "3.5 s"),
        ("first", "0.25 s"),
        ("printed", "0.5 s"),
        ("blocked", "1.5 s"),
    ],
)
def test_each_figure(figure: str, text: str, site: Path) -> None:
    events = [
        [0.5, "M", "print", 1, "a"],
        [0.5, "M", "holds", 1, 2.0],
        [1, "1", "call", 1, "model", "Hi"],
        [1, "1", "call", 1, "tool", "look_up"],
        [1.25, "1", "first"],
        [2, "2", "call", 1, "model", "Ho"],
        [3, "2", "first"],
        [3, "1", "end"],
        [4.5, "2", "end"],
    ]
    path = site / "snippets" / "chapter" / "a.json"
    Recording.of({"snippet": "chapter/a", "code": digest(CODE), "seconds": 6.0}, events).save(path)
    assert render(site, f"@{{chapter/a.{figure}}}\n").get_text() == text


def test_ratios_have_two_digits_or_none_after_the_point(site: Path) -> None:
    def ratio(one: float, other: float) -> str:
        for name, code, seconds in (("a", CODE, one), ("b", "x = 1\n", other)):
            path = site / "snippets" / "chapter" / f"{name}.json"
            Recording(f"chapter/{name}", digest(code), seconds=seconds).save(path)
        return render(site, "@{chapter/a.seconds / chapter/b.seconds}\n").get_text()

    assert [ratio(1, 3), ratio(9.96, 1), ratio(10, 1), ratio(123.4, 1)] == ["0.33", "10", "10", "123"]
    for wrong in ("chapter/a.seconds / chapter/a.seconds / chapter/a.seconds", "chapter/a.seconds / chapter/b.printed"):
        with pytest.raises(EmbeddingError):
            render(site, f"@{{{wrong}}}\n")


def test_what_the_table_of_a_chapter_says_is_read_anew(site: Path) -> None:
    assert not render(site, "@snippet chapter/a\n").select(".awaited-warns")
    table = site / "snippets" / "chapter" / "chapter.toml"
    table.write_text('[warns]\na = { why = "It is *old*.", warns = ["DeprecationWarning"] }\n')
    os.utime(table, ns=(1, 1))
    assert render(site, "@snippet chapter/a\n").select_one(".awaited-warns").get_text() == "It warns. It is *old*."


def test_what_was_recorded_anew_is_shown_anew(site: Path) -> None:
    assert "other words" not in render(site, "@snippet chapter/a\n").get_text()
    path = site / "snippets" / "chapter" / "a.json"
    again = Recording.from_text(path.read_text())
    again.prints.append(Print(0.0, "MainThread", "other words\n"))
    again.events = []
    again.save(path)
    os.utime(path, ns=(1, 1))
    assert "other words" in render(site, "@snippet chapter/a\n").get_text()


def test_inside_a_box(site: Path) -> None:
    page = render(site, "!!! note\n\n    @snippet chapter/a\n")
    assert page.select_one(".admonition .awaited code").get_text() == CODE


def test_figures(site: Path) -> None:
    page = render(site, "It takes @{chapter/a.seconds}, and @{chapter/b.seconds / chapter/a.seconds} times that.\n")
    assert page.get_text() == "It takes 2.5 s, and 2 times that."
    assert [(d["class"], d["value"], d["data-figure"]) for d in page.select("data")] == [
        (["figure"], "2.5", "chapter/a.seconds"),
        (["figure"], "2", "chapter/b.seconds / chapter/a.seconds"),
    ]
    Recording("chapter/b", digest("x = 1\n"), seconds=1.2345678).save(site / "snippets" / "chapter" / "b.json")
    (exact,) = render(site, "It takes @{ chapter/b.seconds }.\n").select("data")
    assert (exact.get_text(), exact["value"], exact["data-figure"]) == ("1.235 s", "1.23457", "chapter/b.seconds")


def test_the_first_output_counts(site: Path) -> None:
    prints = [Print(0.5, "MainThread", "one\n"), Print(2.0, "MainThread", "two\n")]
    Recording("chapter/b", digest("x = 1\n"), seconds=5.0, prints=prints).save(site / "snippets" / "chapter" / "b.json")
    assert render(site, "After @{chapter/b.printed}.\n").get_text() == "After 0.5 s."


def test_a_fence_shows_a_line_instead_of_obeying_it(site: Path) -> None:
    gone = "@snippet chapter/gone"
    for fence in ("```", "~~~", "````"):
        page = render(site, f"{fence}\n{gone}\n{fence}\n\n@snippet chapter/a\n")
        assert (gone in page.get_text(), len(page.select(".awaited"))) == (True, 1)
    within = render(site, f"````\n```\n{gone}\n```\n{gone}\n````\n\n@snippet chapter/a\n")
    assert (within.get_text().count(gone), len(within.select(".awaited"))) == (2, 1)
    with pytest.raises(EmbeddingError, match=r"^docs/page\.md, line 9: there is no snippet"):
        render(site, f"```\n{gone}\n```\n\n{gone}\n")
    with pytest.raises(EmbeddingError, match=r"^docs/page\.md, line 3: there is no snippet"):
        rendered(site, "One.\n\n@snippet\tchapter/gone\n", front="")


def test_prompts_cannot_be_mistaken_for_html(site: Path) -> None:
    assert not render(site, "@snippet chapter/a\n").select(".awaited-output b")


LOOP = """\
import asyncio


async def work():
    await asyncio.sleep(1)


async def main():
    await asyncio.gather(work(), work())


asyncio.run(main())
"""


@pytest.fixture
def stepped(site: Path) -> Path:
    path = site / "snippets" / "chapter" / "loop.py"
    path.write_text(LOOP)
    with Stage() as stage:
        stage.execute(LOOP, str(path))
    stage.recorded_as("chapter/loop").save(path.with_suffix(".json"))
    return site


def test_what_steps_through_a_run_comes_with_its_button(stepped: Path) -> None:
    page = render(stepped, "@snippet chapter/loop\n", assets="external")
    button, told = page.select_one("button[data-steps]"), page.select_one(".awaited-steps")
    assert button["data-steps"] == told["data-file"] == "../steps/chapter/loop.json"
    assert button.has_attr("hidden"), "until there is a script"
    assert json.loads(told["data-told"])["code"] == LOOP
    assert not render(stepped, "@snippet chapter/a\n", assets="external").select("button"), "it has no turns"
    assert not page.select("script, [data-awaited]"), "the site loads what it serves"


def test_where_a_site_serves_no_script_the_page_has_it(stepped: Path) -> None:
    page = render(stepped, "@snippet chapter/loop\n")
    assert page.select_one("button[data-steps]")
    (script,) = page.select("script")
    assert "data-steps" in script.get_text()
    step, looks = page.select("[data-awaited]")
    assert "export function step(" in step["data-text"]
    assert ".aw-turn" in looks["data-text"]
    assert "/*" not in looks["data-text"]
    assert not render(stepped, "@snippet chapter/a\n").select("[data-awaited]"), "nobody can ask for it"
    assert not render(stepped, "Nothing ran.\n").select("script")


def test_of_several_parts_of_a_program_the_first_steps_through_it(stepped: Path) -> None:
    parts = "@snippet chapter/loop region=work output=no\n\n@snippet chapter/loop region=main output=no\n"
    page = render(stepped, parts, assets="external")
    assert [bool(part.select("button[data-steps]")) for part in page.select(".awaited")] == [True, False]
    whole, part = "@snippet chapter/loop\n\n", "@snippet chapter/loop region=main output=no\n\n"

    def buttons(text: str) -> list[bool]:
        return [bool(shown.select("button[data-steps]")) for shown in render(stepped, text, assets="external").select(".awaited")]

    assert buttons(whole + part) == [True, False], "the whole program has it"
    assert buttons(part + whole) == buttons(whole + whole) == [True, True]
    with_output = part.replace(" output=no", "")
    assert buttons(part + with_output + part) == [True, True, False]


def test_what_steps_through_a_run_is_written_so_that_it_comes_back(stepped: Path) -> None:
    recording = Recording.from_text((stepped / "snippets" / "chapter" / "loop.json").read_text())
    code = LOOP + "# & < > ' &amp;\n"
    (stepped / "snippets" / "chapter" / "loop.py").write_text(code)
    recording.code = digest(code)
    recording.save(stepped / "snippets" / "chapter" / "loop.json")
    file = "../steps/chapter/loop.json"
    page = rendered(stepped, "@snippet chapter/loop\n", assets="external")
    foot = page.partition('<div class="awaited-foot">')[2]
    assert foot.startswith(
        f'<button type="button" class="awaited-do-step" data-steps="{file}" data-of="chapter/loop" hidden>Step through</button>'
        f'<span class="awaited-steps" data-file="{file}" data-told=\'{{"snippet":"chapter/loop",'
    )
    told = foot.partition("data-told='")[2].partition("'")
    assert told[2].startswith(' hidden></span><p class="awaited-source">')
    assert html.unescape(told[0]) == stepping.data(recording, code)
    assert not re.search("[<>]", told[0])


def test_a_question_stands_on_the_page_with_its_answer(stepped: Path) -> None:
    page = render(stepped, '@ask chapter/loop who after="asyncio.gather("\n', assets="external")
    asked = page.select_one(".awaited-question")
    assert json.loads(asked["data-question"]) == {"q": "Who has the next turn?", "a": 1, "o": ["Task-1", "Task-2", "Task-3"]}
    assert asked.select_one("details p").get_text() == "Task-2."
    assert asked.select_one(".awaited-steps"), "the page does not show the program"
    both = render(stepped, '@snippet chapter/loop\n\n@ask chapter/loop who after="asyncio.gather("\n', assets="external")
    assert len(both.select(".awaited-steps")) == 1


def test_a_question_is_asked_in_words_and_to_a_script(stepped: Path) -> None:
    def asked(text: str) -> str:
        question = rendered(stepped, f"@ask chapter/loop {text}\n", assets="external")
        return re.sub(r"<span class=\"awaited-steps\" data-file=.*? hidden></span>", "[steps]", question, flags=re.DOTALL)

    data = '{"q": "Who has the next turn?", "a": 1, "o": ["Task-1", "Task-2", "Task-3"]}'.replace('"', "&quot;")
    button = (
        '<button type="button" class="awaited-do-step" data-steps="../steps/chapter/loop.json" data-of="chapter/loop" data-at="2" hidden>'
        "Answer, and see it happen</button>"
    )
    does = "Task-1 has its first turn: it makes Task-2 and Task-3 (line 9) and waits for both of them."
    assert asked('who after="asyncio.gather("') == (
        f'<div class="awaited-question" data-of="chapter/loop" data-step="2" data-question="{data}">'
        f"<p><strong>What happens next?</strong> <code>loop.py</code>: {does}<br><strong>Who has the next turn?</strong></p>"
        f"<ul><li>Task-1</li><li>Task-2</li><li>Task-3</li></ul>{button}"
        "<details><summary>The answer</summary><p>Task-2.</p></details>[steps]</div>"
    )
    when = asked('when after="asyncio.gather(" until="asyncio.sleep(1)"')
    assert "<br><strong>At what time does line 5 run again?</strong></p><button " in when, "there is nothing to choose from"
    assert "<details><summary>The answer</summary><p>1.0\N{NO-BREAK SPACE}s.</p></details>" in when
    second = asked('who after="asyncio.sleep(1)" turn=2')
    assert 'data-step="4"' in second
    code = LOOP.replace("sleep(1)", "sleep(n)\n    print(['Über <b>.', 'Two'][n - 1])").replace("work()", "work(n)")
    code = code.replace("work(n), work(n)", "work(1), work(2)")
    path = stepped / "snippets" / "chapter" / "loop.py"
    path.write_text(code)
    with Stage() as stage:
        stage.execute(code, str(path))
    stage.recorded_as("chapter/loop").save(path.with_suffix(".json"))
    prints = asked('prints after="asyncio.gather("')
    assert "&quot;o&quot;: [&quot;Two&quot;, &quot;Über &lt;b&gt;.&quot;]}" in prints
    assert "<ul><li>Two</li><li>Über &lt;b&gt;.</li></ul>" in prints
    assert "<p>Über &lt;b&gt;.</p></details>" in prints, "it ends with a full stop already"


def test_a_list_of_pages_with_what_can_be_done_there(stepped: Path) -> None:
    docs = stepped / "docs"
    asks = '@ask chapter/loop who after="asyncio.gather("\n\n    @ask chapter/loop who after="asyncio.sleep(1)"\n'
    (docs / "loops.md").write_text(f'# Loops {{ #x }}\n\n!!! abstract "What"\n\n{asks}')
    (docs / "more.md").write_text('# More\n\n!!! abstract "What"\n')
    (docs / "plain.md").write_text("# Plain\n")
    page = render(stepped, "@progress loops\n\nAlso:\n\n@progress *\n", assets="external")
    assert [(a.get_text(), a["href"]) for a in page.select("li a")] == [("Loops", "loops.md"), ("More", "more.md")]
    assert page.select_one("[data-of-page]")["data-asks"] == "chapter/loop-2 chapter/loop-3"
    (docs / "untitled.md").write_text("Text.\n")
    assert render(stepped, "@progress untitled\n").select_one("li a").get_text() == "untitled"
    with pytest.raises(EmbeddingError, match="there is no page 'gone'"):
        render(stepped, "@progress gone\n")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("@ask chapter/loop", "@ask needs a name, a question (who, prints, when)"),
        ('@ask chapter/loop who after="nowhere"', "chapter/loop: no line of the program contains 'nowhere'"),
        ('@ask chapter/loop who after="asyncio.gather(" turn=0', "turn=0 is no number from 1 on"),
        ('@ask chapter/loop who after="asyncio.gather(" turn=two', "turn=two is no number from 1 on"),
        ("@ask chapter/loop who turn=1", '@ask needs a name, a question (who, prints, when), and after="TEXT"'),
        ('@ask chapter/a who after="main"', "has no turns to step through"),
    ],
)
def test_a_question_without_an_answer_stops_the_build(stepped: Path, line: str, message: str) -> None:
    with pytest.raises(EmbeddingError) as caught:
        render(stepped, f"{line}\n")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("@snippet chapter/gone", "there is no snippet 'chapter/gone': create snippets/chapter/gone.py, or correct the name"),
        ("@snippet", "@snippet needs a name: chapter/name"),
        ("@snippet chapter/a region=mian", "snippets/chapter/a.py has no function or class 'mian'; it has: main"),
        ("@snippet chapter/a highlight=zwei", "no line of 'chapter/a' contains 'zwei'"),
        (
            "@snippet chapter/a lines=1-99",
            "'lines=1-99' is no option: there are environment, highlight, output, region, title, each as name=value",
        ),
        (
            "@snippet chapter/a title",
            "'title' is no option: there are environment, highlight, output, region, title, each as name=value",
        ),
        ("@snippet ../secret", "'../secret' is not a snippet's name: say chapter/name, for snippets/chapter/name.py"),
        ('@snippet chapter/a title="open', "No closing quotation"),
        ("@compare chapter/a", "@compare needs the names of two snippets or more"),
        ("@exercise chapter/a", "there is no exercise 'chapter/a'; there are: none"),
        ("@exercise", "@exercise needs one name: chapter/name"),
        ("@exercise chapter/a chapter/b", "@exercise needs one name: chapter/name"),
        ("@progress", "@progress needs the names of pages"),
        ("@progress gone", "there is no page 'gone'"),
        ("@ask", "@ask needs a name: chapter/name"),
        ("@ask chapter/a who lines=3", "'lines=3' is no option: there are after, turn, until, each as name=value"),
        ("@plot data.json", "@plot needs the name of a JSON file beside the pages, and of a plot in it"),
        (
            "@plot data.json curve",
            "data.json has no plot 'curve' (FileNotFoundError: [Errno 2] No such file or directory: '{site}/docs/data.json')",
        ),
        ("@snippet chapter/a region=main highlight=zwei", "no line of 'chapter/a' in main contains 'zwei'"),
        (
            "It takes @{ chapter/a.hours }.",
            "'chapter/a.hours' is no figure: say chapter/name.figure, with one of seconds, peak, calls, span, first, printed, blocked",
        ),
        (
            "It takes @{chapter/a}.",
            "'chapter/a' is no figure: say chapter/name.figure, with one of seconds, peak, calls, span, first, printed, blocked",
        ),
        ("It takes @{chapter/a.peak / chapter/b.peak}.", "'chapter/a.peak / chapter/b.peak' is no ratio of two figures"),
        ("It takes @{chapter/b.printed}.", "the recording of chapter/b has nothing to tell 'printed' from"),
    ],
)
def test_a_wrong_line_is_named(site: Path, line: str, message: str) -> None:
    with pytest.raises(EmbeddingError) as caught:
        render(site, f"A page.\n\n{line}\n")
    assert str(caught.value) == f"docs/page.md, line 7: {message.replace('{site}', str(site))}"


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        (
            "embedding",
            {"asets": "external"},
            "has no option 'asets' (did you mean 'assets'?): there are snippets, docs, source, assets",
        ),
        ("embedding", {"snippets": 3}, "the option 'snippets' of awaited.site.embedding is a text, not 3"),
        (
            "glossary",
            {"pages": "x.md"},
            "awaited.site.glossary has no option 'pages' (did you mean 'page'?): there are page, assets",
        ),
        ("reading", {"speed": "200"}, "awaited.site.reading has no option 'speed': there are none"),
    ],
)
def test_an_option_that_there_is_not_is_said_with_those_that_there_are(
    name: str, options: dict[str, object], message: str
) -> None:
    extension = f"awaited.site.{name}"
    with pytest.raises(ValueError, match=f"{re.escape(message)}$"):
        Markdown(extensions=[extension], extension_configs={extension: options})


def test_what_is_wrong_in_a_text_of_no_page_is_named_by_its_line(site: Path) -> None:
    md = Markdown(extensions=[EmbeddingExtension(snippets=str(site / "snippets"), docs=str(site / "docs"))])
    with pytest.raises(EmbeddingError, match="line 3 of a page: there is no snippet 'chapter/gone'"):
        md.convert("A docstring.\n\n@snippet chapter/gone\n")
    with pytest.raises(EmbeddingError, match=r"^docs/page\.md, line 9: 'chapter/a\.hours' is no figure"):
        render(site, "Text.\n\nNot chapter/a.hours.\n\nIt takes @{chapter/a.hours}.\n")
    (site / "docs" / "page.md").unlink()
    with pytest.raises(EmbeddingError, match=r"^a page: 'chapter/a\.hours' is no figure"):
        md.convert("It takes @{chapter/a.hours}.\n")


def test_the_extensions_are_found_by_their_names(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    md = Markdown(extensions=["awaited.site.embedding", "awaited.site.reading", "admonition"])
    page = BeautifulSoup(md.convert('!!! abstract "What"\n\n    A thing.\n\n@snippet chapter/a\n'), "lxml")
    assert page.select_one(".highlight code").get_text() == CODE
    assert page.select_one(".awaited-measured").get_text() == "About 1 minute to read."


def test_a_site_without_the_packages_is_told_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "awaited.site.embedding")
    monkeypatch.setitem(sys.modules, "pymdownx.superfences", None)
    with pytest.raises(ModuleNotFoundError, match=r"^awaited\.site\.embedding needs pymdownx: pip install 'awaited\[site\]'$"):
        importlib.import_module("awaited.site.embedding")
    monkeypatch.setitem(sys.modules, "html", None)
    with pytest.raises(ModuleNotFoundError, match=r"import of html halted"):
        importlib.import_module("awaited.site.embedding")


@pytest.mark.parametrize(
    ("name", "missing"),
    [("glossary", "treeprocessors"), ("reading", "treeprocessors"), ("styles", "postprocessors"), ("options", "extensions")],
)
def test_each_extension_says_what_it_needs(name: str, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = f"awaited.site.{name}"
    importlib.import_module(module)
    monkeypatch.setattr(awaited.site, name, getattr(awaited.site, name))  # the import sets it anew
    monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, f"markdown.{missing}", None)
    with pytest.raises(ModuleNotFoundError, match=rf"^awaited\.site\.{name} needs markdown: pip install 'awaited\[site\]'$"):
        importlib.import_module(module)


def test_styles_are_written_without_comments_and_what_is_wanted_later_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(styles, "FOLDER", tmp_path)
    sheet = "/* one\n   two */\n\nb > c {\n  d: 'e';\n}\n"
    for name in ("some.css", "some.js", "step.css", "step.js"):
        (tmp_path / name).write_text(sheet if name.endswith(".css") else "/* one */\n  a < 'b';\n", encoding="utf-8")
    element = styles.element.__wrapped__
    assert element("some.css") == "<style>b > c {\nd: 'e';\n}</style>"
    assert element("some.js") == "<script>/* one */\n  a < 'b';\n</script>"
    assert element("step.css") == '<span data-awaited="step.css" data-text="b &gt; c {\nd: &#x27;e&#x27;;\n}" hidden></span>'
    assert element("step.js") == ('<span data-awaited="step.js" data-text="/* one */\n  a &lt; &#x27;b&#x27;;\n" hidden></span>')


def test_another_generator_than_mkdocs_sees_a_plain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert EmbeddingError.__mro__[1].__module__ == "mkdocs.exceptions", "which MkDocs shows without a stack"
    monkeypatch.setattr(awaited.site, "embedding", awaited.site.embedding)  # the import sets it anew
    monkeypatch.delitem(sys.modules, "awaited.site.embedding")
    monkeypatch.setitem(sys.modules, "mkdocs.exceptions", None)
    assert importlib.import_module("awaited.site.embedding").EmbeddingError.__mro__[1] is Exception


def test_a_stale_recording_stops_the_build(site: Path) -> None:
    (site / "snippets" / "chapter" / "a.py").write_text(CODE + "main()\n")
    with pytest.raises(
        EmbeddingError,
        match=r"docs/page\.md, line 5: the recording of 'chapter/a' belongs to other code: record it with `awaited record`",
    ):
        render(site, "@snippet chapter/a\n")


@pytest.fixture
def two_files(site: Path) -> Path:
    """A program that imports another one of its chapter."""
    folder = site / "snippets" / "chapter"
    (folder / "service.py").write_text("def answer():\n    return 42\n")
    path = folder / "users.py"
    path.write_text("from service import answer\n\nprint(answer())\n")
    with Stage() as stage:
        stage.execute(path.read_text(), str(path))
    stage.recorded_as("chapter/users").save(path.with_suffix(".json"))
    return site


def test_a_program_of_two_files_links_both(two_files: Path) -> None:
    source = render(two_files, "@snippet chapter/users\n").select_one(".awaited-source")
    assert source.get_text() == "chapter/users.py, with chapter/service.py"
    assert [a["href"] for a in source.select("a")] == ["../snippets/chapter/users.py", "../snippets/chapter/service.py"]


def test_a_stale_neighbour_stops_the_build(two_files: Path) -> None:
    render(two_files, "@snippet chapter/users\n")
    service = two_files / "snippets" / "chapter" / "service.py"
    service.write_text("def answer():\n    return 43\n")
    stale = (
        r"line 5: the recording of 'chapter/users' was made with another chapter/service\.py, which it imports: record it with"
    )
    for text in ("@snippet chapter/users\n", "It takes @{chapter/users.seconds}.\n", "@compare chapter/users chapter/users\n"):
        with pytest.raises(EmbeddingError, match=stale):
            render(two_files, text)
    service.unlink()
    with pytest.raises(EmbeddingError, match=r"was made with chapter/service\.py, which is not there any more: record it with"):
        render(two_files, "@snippet chapter/users\n")


def test_a_missing_recording_stops_the_build(site: Path) -> None:
    (site / "snippets" / "chapter" / "a.json").unlink()
    with pytest.raises(
        EmbeddingError, match=r"line 5: the snippet 'chapter/a' has no recording: record it with `awaited record`"
    ):
        render(site, "@snippet chapter/a\n")


def test_plot(site: Path) -> None:
    series = [{"name": "one", "points": [[1, 1], [2, 4]]}]
    plots = {"plots": {"curve": {"title": "A curve", "x": "calls", "y": "seconds", "series": series}}}
    (site / "docs" / "data.json").write_text(json.dumps(plots))
    figure = render(site, "@plot data.json curve\n").select_one("figure.awaited-plot")
    assert figure.select_one("strong").get_text() == "A curve"
    assert [cell.get_text() for cell in figure.select("tbody tr:last-child > *")] == ["2", "4"]
    for wrong in ("@plot data.json", "@plot data.json other", "@plot none.json curve"):
        with pytest.raises(EmbeddingError, match=r"page\.md, line 5"):
            render(site, wrong + "\n")
