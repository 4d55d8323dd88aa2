"""The controls of the page "How much faster?"."""

import json

from playwright.sync_api import Page

from tests.browser.conftest import Reader

PAGE = "how-much-faster/"


def move(page: Page, name: str, to: int | str) -> None:
    """Move a control, as a drag does at each step."""
    page.evaluate(
        "([name, to]) => { const field = document.querySelector(`#faster-${name}`); field.value = to;"
        " field.dispatchEvent(new Event('input', { bubbles: true })); }",
        [name, to],
    )


def drawn(page: Page, **settings: object) -> str:
    """What the page says when it has drawn these settings."""
    page.wait_for_function(
        "(wanted) => { const drawn = JSON.parse(document.querySelector('.faster').dataset.drawn ?? '{}');"
        " return Object.entries(wanted).every(([name, value]) => drawn[name] === value); }",
        arg=settings,
    )
    return page.inner_text(".faster-told")


def test_recorded_runs_first_then_the_stage_in_the_page(reader: Reader) -> None:
    page = reader.open(PAGE + "?method=batch&calls=16").page
    assert "5.3 times as fast" in drawn(page, method="batch", calls=16)
    assert reader.workers == []  # nothing is loaded for somebody who only looks
    assert page.locator(".faster-timeline figure").count() == 1
    move(page, "method", "gather")
    move(page, "slots", 2)
    assert "2.0 times as fast" in drawn(page, method="gather", calls=16, slots=2)
    assert "slots=2" in page.url
    assert "method" not in page.url  # as usual
    # Python is warm now: a drag shows its end, and every step of it is a run of the same stage.
    for place in (10, 11, 12):
        move(page, "calls", place)
    said = drawn(page, calls=32, slots=2)
    assert "16 s instead of 32 s, with 32 in flight. Held back at 2 at once" in said
    assert "32 calls" in page.inner_text(".faster-timeline figcaption")
    times = []
    for place in (9, 10) * 5:
        move(page, "calls", place)
        drawn(page, calls=[16, 20][place - 9])
        times.append(int(page.get_attribute(".faster", "data-took")))
    print(f"a control's drag is drawn after {min(times)} to {max(times)} ms")
    address = page.url
    page.reload()
    assert page.url == address
    assert json.loads(page.get_attribute(".faster", "data-drawn") or "{}").get("method", "gather") == "gather"
    assert "2" in page.inner_text("output[for='faster-slots']")


def test_a_run_of_an_example_and_a_control_take_turns(reader: Reader) -> None:
    page = reader.open(PAGE).page
    example = reader.example("how_much_faster/one_long_answer").fast()
    example.button("run").click()
    move(page, "calls", 5)
    example.ends()
    assert "Done" in example.status.inner_text()
    assert "6.0 times as fast" in drawn(page, calls=6)
