"""A reader steps through a run: with the pointer, with the keyboard, by an address, and hears what happens."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.site.conftest import WIDE

GATHER, FULL = "lesson/#step-lesson-gather-", "inside-ainvoke/#step-inside_ainvoke-executor_full-"


@pytest.fixture
def open_at(browser: Browser, address: str) -> Iterator[object]:
    contexts = []

    def opened(path: str, **settings: object) -> Page:
        context = browser.new_context(viewport=WIDE, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(address + path)
        page.wait_for_selector("dialog.aw[open]")
        return page

    yield opened
    for context in contexts:
        context.close()


def said(page: Page) -> str:
    return page.locator(".aw-told").text_content() or ""


def test_an_address_opens_a_step(open_at) -> None:
    page = open_at(GATHER + "3")
    assert said(page).startswith("Task-2 has its first turn: it asks the model “Tell me a joke about elephants” (line 12)")
    assert page.locator(".aw-l.on").get_attribute("data-l") == "12"


def test_an_address_that_is_followed_on_the_page_opens_a_step_too(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto(address + "lesson/")
    page.wait_for_function("!document.querySelector('button[data-steps]').hidden")
    page.evaluate("location.hash = '#step-lesson-gather-3'")
    page.wait_for_selector("dialog.aw[open]")
    page.wait_for_timeout(500)  # the theme looks after the address
    assert page.evaluate("getComputedStyle(document.querySelector('.aw-in')).display") == "grid"
    assert page.locator("dialog.aw").count() == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.of") == "lesson/gather", "the focus goes back to its button"
    page.close()


def test_a_double_click_opens_one(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto(address + "lesson/")
    page.locator("button[data-steps]").first.dblclick()
    page.wait_for_selector("dialog.aw[open]")
    page.wait_for_timeout(500)
    assert page.locator("dialog.aw").count() == 1
    page.close()


def test_what_has_not_happened_is_not_heard_either(open_at) -> None:
    page = open_at(GATHER + "3")
    heard = page.locator("dialog.aw").aria_snapshot()
    assert "pack their own trunks" not in heard
    assert 'button "1.0' not in heard
    page.keyboard.press("End")
    heard = page.locator("dialog.aw").aria_snapshot()
    assert 'button "1.0 s: Elephants pack their own trunks."' in heard.replace("\N{NARROW NO-BREAK SPACE}", " ")
    page.keyboard.press("ArrowLeft")
    assert page.locator("li[aria-current=step]").count() == 1


def test_a_whole_run_is_heard(open_at) -> None:
    """Who sees neither picture nor output hears the time, and each line that is printed."""
    page = open_at(GATHER + "0", reduced_motion="reduce")
    heard = [said(page)]
    while len(heard) <= int(page.locator(".aw-rg").get_attribute("max") or 0):
        page.keyboard.press("ArrowRight")
        heard.append(said(page).replace("\N{NARROW NO-BREAK SPACE}", " "))
    assert heard[0] == "Nothing has run yet. Press Play, or step forward."
    assert len(set(heard)) == len(heard), "each step says something of its own"
    assert [text.rpartition("Now it is ")[2] for text in heard if "Now it is" in text] == ["0.6 s.", "1 s."]
    for text in page.locator(".aw-o > span:last-child").all_text_contents():
        assert sum(text in told for told in heard) == 1, text
    assert all(text.endswith((".", "?", "!")) for text in heard)


def test_a_question_is_heard_with_its_choices(open_at) -> None:
    page = open_at("lesson/#step-lesson-blocked_loop-2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("group", name="What happens next? Who runs next?").get_by_role("button").count() == 5
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.aw-qz').hidden")
    assert said(page).startswith(("Not this time: Task-2", "Right.")), "no sign that would be read as a word"


def test_the_keyboard_is_that_of_a_player(open_at) -> None:
    page = open_at(GATHER + "2")
    at = lambda: page.locator(".aw-ct").text_content().split("/")[0]  # noqa: E731
    for key, step in [
        ("ArrowRight", "3"),
        ("ArrowLeft", "2"),
        ("Home", "0"),
        ("End", page.locator(".aw-rg").get_attribute("max")),
    ]:
        page.keyboard.press(key)
        assert at() == step, key
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("document.activeElement.className").startswith("aw-")
    page.keyboard.press("Escape")
    assert page.locator("dialog.aw").count() == 0
    assert page.evaluate("location.hash") == ""


def test_no_future_is_drawn_and_nothing_jumps(open_at) -> None:
    page = open_at(GATHER + "0", reduced_motion="reduce")
    places = """[".aw-code", ".aw-mach", ".aw-lanes", ".aw-out", ".aw-tr"].map(s => { const b = document.querySelector(s).getBoundingClientRect(); return [s, b.top, b.height].join(" ") }).join(";")"""
    seen = set()
    for _ in range(int(page.locator(".aw-rg").get_attribute("max") or 0) + 1):
        seen.add(page.evaluate(places))
        page.keyboard.press("ArrowRight")
    assert len(seen) == 1, seen
    page.keyboard.press("Home")
    assert page.locator(".aw-o.vis").count() == 0
    seen_up_to = """() => { const [window, picture] = [".aw-past", ".aw-pic"].map((s) => document.querySelector(s).getBoundingClientRect());
      return Math.round((100 * (window.right - picture.left)) / picture.width) }"""
    assert page.evaluate(seen_up_to) == 0
    page.keyboard.press("End")
    assert page.evaluate(seen_up_to) > 95
    assert page.evaluate("(d => d.scrollWidth - d.clientWidth)(document.querySelector('dialog.aw'))") == 0, (
        "nothing to scroll sideways"
    )


def test_a_step_is_quick_on_the_largest_example(open_at) -> None:
    page = open_at(FULL + "0")
    times = page.evaluate(
        """() => {
          const range = document.querySelector(".aw-rg"), times = [];
          for (let n = 0; n <= +range.max; n++) {
            range.value = n;
            const began = performance.now();
            range.dispatchEvent(new Event("input"));
            document.querySelector(".aw-in").getBoundingClientRect();
            times.push(performance.now() - began);
          }
          return times.sort((a, b) => a - b);
        }"""
    )
    assert times[len(times) // 2] < 16, times


SCRUB = """async () => {
  const picture = document.querySelector(".aw-pic"), box = picture.getBoundingClientRect(), frames = 90;
  const move = (type, x) => picture.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: box.top + 9, button: 0 }));
  picture.setPointerCapture = () => {};
  let looked = 0, written = [];
  const seen = new MutationObserver((records) => written.push(...records)), touched = [];
  seen.observe(document.querySelector("dialog.aw"), { subtree: true, childList: true, attributes: true, characterData: true });
  const look = () => { const now = seen.takeRecords(); if (now.length) looked++; written.push(...now); }; // after something was written
  const watched = (owner, name) => {
    const plain = Object.getOwnPropertyDescriptor(owner, name), kind = plain.get ? "get" : "value";
    Object.defineProperty(owner, name, { ...plain, [kind]: function (...given) { look(); return plain[kind].apply(this, given); } });
  };
  for (const name of ["scrollTop", "scrollHeight", "clientHeight", "clientWidth", "getBoundingClientRect"]) watched(Element.prototype, name);
  for (const name of ["offsetTop", "offsetHeight", "offsetWidth"]) watched(HTMLElement.prototype, name);
  move("pointerdown", box.left + 1);
  await new Promise(requestAnimationFrame);
  looked = 0;
  for (let n = 0; n < frames; n++) {
    const there = n < frames / 2 ? (2 * n) / frames : 2 - (2 * n) / frames;
    for (const part of [0, 0.3, 0.6]) move("pointermove", box.left + 1 + (box.width - 2) * there + part); // a mouse is quicker than a screen
    await new Promise(requestAnimationFrame);
    touched.push(new Set([...written, ...seen.takeRecords()].map((r) => r.target)).size);
    written = [];
  }
  const steps = document.querySelector(".aw-rg").max;
  move("pointerup", box.left + 1);
  return { looked, steps: +steps, touched: touched.sort((a, b) => a - b) };
}"""


def test_scrubbing_writes_little_and_looks_at_nothing(open_at) -> None:
    """What a frame costs, as counts: a look at where things are makes the browser lay out the page at once, and each touched element is drawn anew."""
    counts = open_at(FULL + "0").evaluate(SCRUB)
    assert counts["looked"] == 0, "places are measured once, before anything is written"
    touched = counts["touched"]
    assert touched[len(touched) // 2] <= 5, "between steps: the edge of the picture, and the clock"
    assert touched[-1] <= 40, touched
    assert sum(touched) < 25 * counts["steps"] * 2 + 5 * len(touched), touched


def test_a_question_stops_the_run_and_its_answer_goes_on(open_at) -> None:
    page = open_at("lesson/#step-lesson-blocked_loop-2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Who runs next?" in said(page)
    page.locator(".aw-qz button", has_text="Task-2").first.click()
    assert "dialog" in page.evaluate("document.activeElement.closest('dialog').tagName").lower()
    assert page.locator(".aw-line strong").count() == 1


def test_pointing_lights_up_what_belongs_together(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto(address + "streaming/")
    block = page.locator('.awaited[data-snippet="streaming/two_streams"]').first
    block.locator(".awaited-line").first.hover()
    assert block.locator(".awaited-line.awaited-lit").count() >= 2
    lit = """[...CSS.highlights.get("awaited-line")].map(String).join("")"""
    assert page.evaluate(lit) == 'print(f"{language}: {chunk.text}")'
    page.close()


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404},
        {"status": 200, "body": ""},
        {"status": 200, "body": '{"steps": [{"x": 1'},
        {"status": 200, "body": '{"steps": []}'},
        {"status": 200, "body": '{"steps": [{}], "code": ""}'},
        {"status": 200, "body": "<!doctype html>", "content_type": "text/html"},
    ],
    ids=["missing", "empty", "cut off", "without steps", "damaged", "a page"],
)
def test_a_missing_or_damaged_recording_leaves_the_page_with_a_sentence(
    browser: Browser, address: str, answer: dict[str, Any]
) -> None:
    page = browser.new_page(viewport=WIDE)
    page.route("**/steps/**", lambda route: route.fulfill(**answer))
    page.goto(address + "many-calls/")
    button = page.locator("button[data-steps]").first
    button.click()
    status = page.locator(".awaited-step-status").first
    status.wait_for()
    page.wait_for_function("document.querySelector('.awaited-step-status').textContent")
    assert "could not be loaded" in (status.text_content() or "")
    assert page.locator("dialog").count() == 0
    page.close()


def test_a_run_of_many_tasks_is_summed_up_and_says_so(open_at) -> None:
    page = open_at("many-calls/#step-many_calls-many-0")
    assert page.locator(".aw-lanes li[data-w]").count() == 20
    assert page.locator(".aw-left").text_content() == "and 32 more"
    assert int(page.locator(".aw-rg").get_attribute("max") or 0) < 40, "what many do alike is one step"


def test_a_trace_can_be_saved(open_at) -> None:
    page = open_at(GATHER + "3")
    with page.expect_download() as saved:
        page.locator(".aw-save").click()
    assert json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))["traceEvents"]
    assert saved.value.suggested_filename == "lesson-gather.trace.json"


def test_less_motion_is_respected(open_at) -> None:
    page = open_at(GATHER + "5", reduced_motion="reduce")
    clock = (
        """() => { document.querySelector(".aw-fw").click(); return document.querySelector(".aw-head-line span").textContent; }"""
    )
    assert page.evaluate(clock).startswith("0.60"), "at once"
