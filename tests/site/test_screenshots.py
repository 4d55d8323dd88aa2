"""The home page, the lesson and a timeline look as they did. ``make screenshots`` takes the pictures anew.

Two machines draw letters a little differently, and a change of wording is no change of looks. So pictures are compared small and blurred: what
counts is where there is how much ink of which colour.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser

from tests.site.conftest import PHONE, WIDE
from tests.site.report import Report

PICTURES = Path(__file__).parent / "screenshots"

SCALE = 4
"""Pictures are kept at this fraction of their size."""
TOLERANCE = 40
"""How much a colour may differ, of 255."""
SHARE = 0.01
"""The share of the picture that may differ by more."""

SHOTS = {
    "home-wide-light": ("", WIDE, "light", None),
    "home-phone-dark": ("", PHONE, "dark", None),
    "lesson-wide-light": ("lesson/", WIDE, "light", None),
    "lesson-wide-dark": ("lesson/", WIDE, "dark", None),
    "lesson-phone-light": ("lesson/", PHONE, "light", None),
    "timeline-wide-light": ("lesson/", WIDE, "light", "[data-snippet='lesson/blocked_loop'] .awaited-timeline"),
    "timeline-phone-dark": ("lesson/", PHONE, "dark", "[data-snippet='lesson/blocked_loop'] .awaited-timeline"),
}


def small(path: Path) -> Image.Image:
    with Image.open(path) as whole:
        size = (max(1, whole.width // SCALE), max(1, whole.height // SCALE))
        return whole.convert("RGB").resize(size, Image.Resampling.BOX)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", SHOTS)
def test_screenshot(
    name: str, browser: Browser, address: str, report: Report, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url, viewport, scheme, element = SHOTS[name]
    context = browser.new_context(
        viewport=viewport, color_scheme=scheme, reduced_motion="reduce", device_scale_factor=1, locale="en-GB"
    )
    page = context.new_page()
    page.goto(address + url, wait_until="networkidle")
    taken = tmp_path / "taken.png"
    if element:
        page.locator(element).first.screenshot(path=taken)
    else:
        page.screenshot(path=taken)
    context.close()
    now, kept = small(taken), PICTURES / f"{name}.png"
    if request.config.getoption("update_screenshots"):
        now.quantize(64, dither=Image.Dither.NONE).save(kept, optimize=True)
        return
    assert kept.exists(), f"there is no picture {kept.name}: run `make screenshots` and look at it"
    with Image.open(kept) as picture:
        before = picture.convert("RGB")
    assert abs(now.width - before.width) <= 1, "another width"
    assert abs(now.height - before.height) <= max(2, before.height // 20), (
        f"{now.height * SCALE} px high instead of {before.height * SCALE}"
    )
    size = (min(now.width, before.width), min(now.height, before.height))
    blurred = [image.crop((0, 0, *size)).filter(ImageFilter.GaussianBlur(1.5)) for image in (now, before)]
    difference = ImageChops.difference(*blurred).convert("L").point(lambda value: 255 * (value > TOLERANCE))
    share = difference.histogram()[255] / (size[0] * size[1])
    report.add("Screenshots", ("Picture", "Share that differs"), (name, f"{share:.2%}"))
    if share > SHARE:
        shown = request.config.rootpath / "build" / "report" / f"{name}.png"
        shown.parent.mkdir(parents=True, exist_ok=True)
        shown.write_bytes(taken.read_bytes())
        pytest.fail(
            f"{share:.1%} of {name} looks different (now: build/report/{name}.png). If that is meant, run `make screenshots`.",
            pytrace=False,
        )
