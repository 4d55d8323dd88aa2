"""The palette keeps its promise on contrast, in both schemes, and the picture for links shows recorded runs."""

import re

import pytest
from conftest import ROOT

from awaited.picture.timeline import summary
from awaited.site.library import Library
from tools.maintain import social

CSS = "".join((ROOT / name).read_text(encoding="utf-8") for name in social.STYLES)
SCHEMES = ("default", "slate")

TEXT = [
    # (text, ground)
    ("--md-default-fg-color", "--md-default-bg-color"),
    ("--md-default-fg-color--light", "--md-default-bg-color"),
    ("--md-typeset-a-color", "--md-default-bg-color"),
    ("--md-typeset-a-color", "--md-code-bg-color"),
    ("--md-accent-fg-color", "--md-default-bg-color"),
    ("--md-primary-bg-color", "--md-primary-fg-color"),
    ("--md-primary-bg-color--light", "--md-primary-fg-color"),
    ("--md-footer-fg-color", "--md-footer-bg-color"),
    ("--md-footer-fg-color--light", "--md-footer-bg-color"),
    ("--md-footer-fg-color--light", "--md-footer-bg-color--dark"),
    ("--md-code-fg-color", "--md-code-bg-color"),
    *((f"--md-code-hl-{kind}-color", "--md-code-bg-color") for kind in (
        "keyword", "string", "number", "function", "constant", "special", "name", "operator", "punctuation", "variable", "generic", "comment",
    )),
    ("--awaited-ink", "--awaited-ground"),
    ("--awaited-aside", "--awaited-ground"),
    ("--awaited-aside", "--md-default-bg-color"),
    ("--awaited-mistake", "--awaited-mistake-ground"),
    ("--awaited-mistake", "--md-default-bg-color"),
    ("--md-default-fg-color", "--awaited-mistake-ground"),
]  # fmt: skip
GRAPHICS = [
    *((f"--awaited-{name}", "--awaited-ground") for name in ("answer", "wait", "queue", "run", "held")),
    *((f"--awaited-{name}", "--md-default-bg-color") for name in ("answer", "wait", "queue", "run", "held")),
    ("--awaited-wait", "--awaited-wait-fill"),
    ("--awaited-answer", "--awaited-wait-fill"),
    ("--awaited-held", "--awaited-held-fill"),
    ("--md-default-fg-color--lighter", "--md-default-bg-color"),
    ("--md-default-fg-color--lighter", "--md-code-bg-color"),
]


def palette(scheme: str) -> dict[str, str]:
    selector = '[data-md-color-scheme="slate"]' if scheme == "slate" else "[data-md-color-scheme]"
    blocks = re.findall(rf"{re.escape(selector)}(?:\[data-md-color-primary\])? {{([^}}]*)}}", CSS)
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6,8});", "".join(blocks)))


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def over(colour: str, ground: str) -> str:
    """A colour with an alpha channel on a ground."""
    alpha = int(colour[7:9], 16) / 255
    return "#" + "".join(
        f"{round(int(colour[n : n + 2], 16) * alpha + int(ground[n : n + 2], 16) * (1 - alpha)):02x}" for n in (1, 3, 5)
    )


def test_contrast_of_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), GRAPHICS)
def test_shapes_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[shape], colours[ground]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_code_can_be_read_where_it_is_highlighted(scheme: str) -> None:
    colours = palette(scheme)
    ground = over(colours["--md-code-hl-color--light"], colours["--md-code-bg-color"])
    for name, colour in colours.items():
        if name.startswith("--md-code-hl-") and name.endswith("-color") and name != "--md-code-hl-color":
            assert contrast(colour, ground) >= 7, name


def test_both_schemes_say_the_same_names() -> None:
    assert {n for n in palette("default") if n.startswith("--awaited")} == {
        n for n in palette("slate") if n.startswith("--awaited")
    }


def test_every_colour_that_is_used_is_defined() -> None:
    used = set(re.findall(r"var\((--awaited-[\w-]+)\)", CSS))
    assert used <= set(palette("default"))


def test_nothing_comes_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(", CSS)


def test_the_picture_for_links_shows_what_was_recorded() -> None:
    library = Library(ROOT / "snippets")
    name = next(n for n in library.names() if library.recording_path(n).is_file() and library.recording(n).calls)
    made = social.page(library, "A <title>", [name], CSS)
    assert "A &lt;title&gt;" in made
    assert summary(library.recording(name)) in made
