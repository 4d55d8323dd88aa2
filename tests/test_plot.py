"""A plot has its curves where their numbers are, and the numbers as a table."""

import re

import pytest
from bs4 import BeautifulSoup, Tag

from awaited.picture.plot import PlotError, draw


def drawn(*series: dict, title: str = "A & B") -> BeautifulSoup:
    return BeautifulSoup(draw({"title": title, "x": "calls <n>", "y": "seconds", "series": series}), "lxml")


def ends(line: Tag) -> tuple[str, ...]:
    return tuple(line[at] for at in ("x1", "y1", "x2", "y2"))


def labels(page: BeautifulSoup, along: str) -> list[str]:
    """The numbers at an axis: ``end`` at the left one, ``middle`` below."""
    return [text.get_text() for text in page.select(f'.awaited-axes text[text-anchor="{along}"]')]


CURVES = (
    {"name": "one <by> one", "points": [[1, 1], [4, 4], [16, 16]]},
    {"name": "at once", "points": [[1, 1], [16, 1]]},
    {"name": "in theory", "points": [[1, 1], [4, 16]], "ideal": True},
)


def test_a_curve_goes_from_point_to_point_and_marks_each() -> None:
    page = drawn(*CURVES)
    picture = page.select_one("figure > svg")
    assert [group["class"] for group in picture.select("g")] == [
        ["awaited-axes"],
        ["awaited-curve1"],
        ["awaited-curve2"],
        ["awaited-ideal"],
    ]
    first, second, ideal = picture.select("g")[1:]
    assert [ends(line) for line in first.select("line")] == [
        ("9%", "15.6em", "53.5%", "8.2em"),
        ("53.5%", "8.2em", "98%", "0.8em"),
    ]
    marks = [(mark["x"], mark["y"]) for mark in first.select("svg")]
    assert marks == [("9%", "15.6em"), ("53.5%", "8.2em"), ("98%", "0.8em")]
    assert [len(first.select("svg > circle")), len(second.select("svg > rect"))] == [3, 2], "told apart by more than colour"
    assert [ends(line) for line in ideal.select("line")] == [("9%", "15.6em", "53.5%", "0.8em")]
    assert not ideal.select("svg"), "it was not measured"


def test_what_a_plot_says_in_words() -> None:
    page = drawn(*CURVES)
    assert page.select_one("figcaption").get_text() == "A & B Up: seconds; across: calls <n>."
    assert page.select_one("figure > svg")["aria-label"] == "A & B; the numbers follow as a table"
    assert page.select_one("figure > svg")["height"] == "18em"
    legend = page.select(".awaited-legend > span")
    assert [(name.get_text(), name.svg["class"]) for name in legend] == [
        ("one <by> one", ["awaited-curve1"]),
        ("at once", ["awaited-curve2"]),
        ("in theory", ["awaited-ideal"]),
    ]
    assert [[len(name.select(shape)) for shape in ("line", "circle", "rect", "path")] for name in legend] == [
        [1, 1, 0, 0],
        [1, 0, 1, 0],
        [1, 0, 0, 0],
    ]
    assert "\n" not in draw({"title": "", "x": "", "y": "", "series": CURVES}), "Markdown would take it apart at empty lines"


def test_the_numbers_stand_in_a_table() -> None:
    page = drawn({"name": "a", "points": [[1000, 0.12345], [1, 999.9]]}, {"name": "b", "points": [[2, 1000.4], [1000, 12345.6]]})
    assert [cell.get_text() for cell in page.select("thead th")] == ["calls <n>", "a", "b"]
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert rows == [["1", "1e+03", ""], ["2", "", "1,000"], ["1,000", "0.123", "12,346"]]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([1, 16], ["1", "2", "4", "8", "16"]),
        ([3, 20], ["4", "8", "16"]),
        ([1, 32], ["1", "2", "4", "8", "16", "32"]),
        ([1, 64], ["1", "4", "16", "64"]),
        ([1, 4096], ["1", "4", "16", "64", "256", "1,024", "4,096"]),
        ([1, 5000], ["1", "10", "100", "1,000"]),
        ([0.5, 20], ["1", "10"]),
        ([0.01, 1000], ["0.01", "0.1", "1", "10", "100", "1,000"]),
    ],
    ids=str,
)
def test_an_axis_has_few_round_numbers(values: list[float], ticks: list[str]) -> None:
    page = drawn({"name": "a", "points": [[value, value] for value in values]})
    assert labels(page, "middle") == labels(page, "end") == ticks


def test_the_grid_stands_where_its_numbers_are() -> None:
    page = drawn({"name": "a", "points": [[1, 1], [4, 2]]})
    lines = [ends(line) for line in page.select(".awaited-axes line")]
    assert lines == [
        ("9%", "15.6em", "98%", "15.6em"),
        ("9%", "0.8em", "98%", "0.8em"),
        ("9%", "0.8em", "9%", "15.6em"),
        ("53.5%", "0.8em", "53.5%", "15.6em"),
        ("98%", "0.8em", "98%", "15.6em"),
    ]
    places = [(text["x"], text["y"], text.get_text()) for text in page.select(".awaited-axes text")]
    assert places == [
        ("7.5%", "15.95em", "1"),
        ("7.5%", "1.15em", "2"),
        ("9%", "17.1em", "1"),
        ("53.5%", "17.1em", "2"),
        ("98%", "17.1em", "4"),
    ]


def test_one_point_alone_stands_in_the_middle() -> None:
    (mark,) = drawn({"name": "a", "points": [[5, 7]]}).select("g.awaited-curve1 svg")
    assert (mark["x"], mark["y"]) == ("53.5%", "8.2em")


def test_an_axis_begins_with_the_least_value() -> None:
    marks = drawn({"name": "a", "points": [[2, 4], [8, 8], [32, 16]]}).select("g.awaited-curve1 svg")
    assert [(mark["x"], mark["y"]) for mark in marks] == [("9%", "15.6em"), ("53.5%", "8.2em"), ("98%", "0.8em")]


def test_five_curves_have_five_marks() -> None:
    page = drawn(*({"name": str(n), "points": [[1, n]]} for n in range(1, 7)))
    marks = ["".join(map(str, group.svg.contents)) for group in page.select("figure > svg > g")[1:]]
    assert len(set(marks)) == 5
    assert marks[5] == marks[0]
    assert all(BeautifulSoup(mark, "lxml").get_text() == "" for mark in marks)


def test_a_curve_can_look_as_in_another_plot() -> None:
    page = drawn(
        {"name": "a", "points": [[1, 1]], "look": 3},
        {"name": "b", "points": [[1, 2]]},
        {"name": "c", "points": [[1, 3]], "look": 6},
    )
    assert [group["class"] for group in page.select("figure > svg > g")[1:]] == [
        ["awaited-curve3"],
        ["awaited-curve2"],
        ["awaited-curve6"],
    ]
    shapes = [re.findall(r"<(circle|rect|path)", str(group)) for group in page.select("figure > svg > g")[1:]]
    assert shapes == [["path"], ["rect"], ["circle"]], "after five marks the first comes again"


@pytest.mark.parametrize(
    "series",
    [[], [{"name": "a", "points": []}], [{"name": "a", "points": [[1, 1], [2, 0]]}], [{"name": "a", "points": [[-1, 1]]}]],
)
def test_what_has_no_logarithm_is_no_plot(series: list[dict]) -> None:
    with pytest.raises(PlotError, match="a plot needs points, and all its numbers above zero"):
        drawn(*series)
