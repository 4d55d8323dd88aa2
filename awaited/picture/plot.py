"""Curves, as a picture that stands in the page: both axes by powers of two or ten, so that a curve that is straight grows as its axis does.

HTML with inline SVG, as a timeline is (``awaited.picture.timeline``): across, percentages; down, ``em``; no ids, no styles. The numbers follow as
a table, for those who want them and for those who do not see the picture.
"""

import html
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

HEIGHT, LEFT, TOP, BOTTOM = 18.0, 9.0, 0.8, 2.4
"""The picture's height, and where the axes are: the left one in per cent, the others in em."""
RIGHT = 98.0
MARKS = ("circle", "square", "diamond", "triangle", "cross")
"""What tells the curves apart besides their colours."""


class PlotError(ValueError):
    """What is to be drawn is no plot."""


def draw(plot: Mapping[str, Any]) -> str:
    """A plot.

    Args:
        plot: ``title``; ``x`` and ``y``, what is on the axes; ``series``, each with a ``name``, its ``points`` as pairs of numbers above zero,
            ``ideal`` if it was not measured, and ``look``, a number from 1 on, where it is to look as in another plot.

    Returns:
        A ``figure`` element on one line.

    Raises:
        PlotError: There is nothing in it, or a number that has no logarithm.
    """
    series: Sequence[Mapping[str, Any]] = plot.get("series") or ()
    points = [(x, y) for one in series for x, y in one["points"]]
    if not points or min(min(x, y) for x, y in points) <= 0:
        raise PlotError("a plot needs points, and all its numbers above zero")
    across, up = _Axis([x for x, _ in points], LEFT, RIGHT), _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    shapes = [_grid(across, up)]
    names: list[str] = []
    for place, one in enumerate(series):
        number = one.get("look", place + 1) - 1
        kind = "awaited-ideal" if one.get("ideal") else f"awaited-curve{number + 1}"
        places = [(across.at(x), up.at(y)) for x, y in one["points"]]
        lines = "".join(
            f'<line x1="{_n(x1)}%" y1="{_n(y1)}em" x2="{_n(x2)}%" y2="{_n(y2)}em"/>'
            for (x1, y1), (x2, y2) in itertools.pairwise(places)
        )
        marks = "" if one.get("ideal") else "".join(_mark(number, x, y) for x, y in places)
        shapes.append(f'<g class="{kind}">{lines}{marks}</g>')
        sign = '<line x1="0" y1=".5em" x2="2em" y2=".5em"/>' + (
            "" if one.get("ideal") else f'<svg x="1em" y=".5em" overflow="visible">{_SHAPES[MARKS[number % len(MARKS)]]}</svg>'
        )
        names.append(f'<span><svg class="{kind}" width="2em" height="1em">{sign}</svg>{html.escape(one["name"])}</span>')
    title, x, y = (html.escape(str(plot[key])) for key in ("title", "x", "y"))
    return (
        f'<figure class="awaited-plot"><figcaption><strong>{title}</strong> Up: {y}; across: {x}.</figcaption>'
        f'<svg role="img" aria-label="{title}; the numbers follow as a table" width="100%" height="{_n(HEIGHT)}em">{"".join(shapes)}</svg>'
        f'<div class="awaited-legend" aria-hidden="true">{"".join(names)}</div>'
        f"<details><summary>The numbers</summary>{_table(x, series)}</details></figure>"
    )


class _Axis:
    """From a value to a place, by its logarithm."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        self._low, self._high = math.log2(min(values)), math.log2(max(values))
        self._first, self._last = first, last
        self.least, self.most = min(values), max(values)

    def at(self, value: float) -> float:
        part = (math.log2(value) - self._low) / (self._high - self._low) if self._high > self._low else 0.5
        return self._first + part * (self._last - self._first)

    def ticks(self) -> list[float]:
        """Powers of two, or of ten where there are too many of these or some below one."""
        base = 10 if self.least < 1 or self._high - self._low > 12 else 2
        low, high = math.log(self.least, base), math.log(self.most, base)
        powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
        step = 1 if len(powers) <= 6 else 2
        return [float(base) ** power for power in powers if power % step == 0]


def _grid(across: _Axis, up: _Axis) -> str:
    foot = HEIGHT - BOTTOM
    lines = [
        f'<line x1="{_n(LEFT)}%" y1="{_n(up.at(v))}em" x2="{_n(RIGHT)}%" y2="{_n(up.at(v))}em"/>'
        f'<text x="{_n(LEFT - 1.5)}%" y="{_n(up.at(v) + 0.35)}em" text-anchor="end">{v:,g}</text>'
        for v in up.ticks()
    ] + [
        f'<line x1="{_n(across.at(v))}%" y1="{_n(TOP)}em" x2="{_n(across.at(v))}%" y2="{_n(foot)}em"/>'
        f'<text x="{_n(across.at(v))}%" y="{_n(foot + 1.5)}em" text-anchor="middle">{v:,g}</text>'
        for v in across.ticks()
    ]
    return f'<g class="awaited-axes">{"".join(lines)}</g>'


_SHAPES = {
    "circle": '<circle r="4"/>',
    "square": '<rect x="-3.5" y="-3.5" width="7" height="7"/>',
    "diamond": '<path d="M0-5 5 0 0 5-5 0z"/>',
    "triangle": '<path d="M0-5 5 4H-5z"/>',
    "cross": '<path d="M-4-4 4 4M-4 4 4-4"/>',
}


def _mark(number: int, x: float, y: float) -> str:
    return f'<svg x="{_n(x)}%" y="{_n(y)}em" overflow="visible">{_SHAPES[MARKS[number % len(MARKS)]]}</svg>'


def _table(x: str, series: Sequence[Mapping[str, Any]]) -> str:
    values = [dict(map(tuple, one["points"])) for one in series]
    rows = sorted({at for one in values for at in one})
    head = "".join(f'<th scope="col">{html.escape(one["name"])}</th>' for one in series)
    body = "".join(
        f'<tr><th scope="row">{at:,g}</th>' + "".join(f"<td>{_value(one.get(at))}</td>" for one in values) + "</tr>"
        for at in rows
    )
    return f'<table><thead><tr><th scope="col">{x}</th>{head}</tr></thead><tbody>{body}</tbody></table>'


def _value(value: float | None) -> str:
    return "" if value is None else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
