"""What a reader has read and solved is kept in the browser alone, shown, taken along and forgotten."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Reader
from tests.browser.hosting import Host

PAGE = "which-one/"
TALL = {"width": 1280, "height": 30_000}
"""All sections of a page stand on the screen."""
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('awaited:'))"
READ = "(of) => JSON.parse(localStorage.getItem('awaited:read') ?? '{}')[of]"


@pytest.fixture
def anew(browser: Browser, host: Host) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    reader = Reader(context, host)
    yield reader
    context.close()
    assert not reader.wrong, "\n".join(reader.wrong)


def state(page: Page, link: str) -> str:
    return page.locator(f"article li a[href$='{link}'] ~ .awaited-state").first.inner_text()


def read_whole(reader: Reader, path: str) -> None:
    reader.page.set_viewport_size(TALL)
    reader.open(path)
    reader.page.wait_for_function(f"() => {{ const read = ({READ})('{path}'); return read && read.seen.length === read.of; }}")
    reader.page.set_viewport_size({"width": 1280, "height": 900})


def test_before_anything_was_read_the_page_says_where_to_begin(anew: Reader) -> None:
    page = anew.open("progress/").page
    expect(page.locator(".awaited-progress-sentence")).to_have_text("You have read nothing yet, as far as this browser knows.")
    expect(page.locator(".awaited-progress-next a")).to_have_attribute("href", f"{anew.host.address}lesson/")
    anew.open("")
    expect(page.locator(".awaited-resume")).to_be_hidden()


def test_a_section_counts_that_stood_on_the_screen_for_a_moment(anew: Reader) -> None:
    page = anew.open("batch/").page
    page.wait_for_function(f"() => ({READ})('batch/')")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")  # in a hurry past all of it
    page.wait_for_function(f"() => ({READ})('batch/').at === 'where-to-go-next'")
    kept = page.evaluate(READ, "batch/")
    assert kept["seen"][0] == "batch-one-list-of-inputs-one-call"
    assert len(kept["seen"]) < kept["of"] / 2
    anew.open("")
    link = page.locator(".awaited-resume a")
    expect(link).to_have_text("Batch: one list of inputs, one call · Where to go next")
    link.click()
    page.wait_for_url("**/batch/#where-to-go-next")
    expect(page.locator("article h1")).to_contain_text("Batch")  # its address comes first, and the page a moment later
    page.get_by_role("link", name="Look up").first.press("Enter")  # tabs move away under the mouse while the page scrolls
    page.wait_for_url("**/error-messages/")
    expect(page.locator("article h1")).to_contain_text("Error messages")
    page.get_by_role("link", name="Your progress").click()  # without loading the page anew
    page.wait_for_url("**/progress/")
    assert state(page, "/batch/") == f"{len(kept['seen'])} of {kept['of']} sections"


def test_what_was_read_solved_and_answered_is_counted(anew: Reader) -> None:
    page = anew.page
    read_whole(anew, PAGE)
    expect(page.locator(".md-nav--primary a.awaited-read")).to_have_count(1)
    exercise = page.locator(".awaited-exercise").first.get_attribute("data-exercise")
    page.evaluate("(name) => localStorage.setItem(`awaited:solved:${name}`, '1')", exercise)
    asked = page.locator(".awaited-question", has=page.locator("li", has_text="Task-4")).first
    asked.locator("button").click()
    page.locator("dialog .aw-qz button", has_text="Task-").first.click()
    page.keyboard.press("Escape")
    anew.open("progress/")
    expect(page.locator(".awaited-progress-sentence")).to_contain_text("You have read 1 of ")
    expect(page.locator(".awaited-progress-sentence")).to_contain_text("solved 1 of ")
    expect(page.locator(".awaited-progress-sentence")).to_contain_text("answered 0 of ")  # Task-1 was wrong
    assert state(page, f"/{PAGE}") == "read"
    assert page.locator(".awaited-state.awaited-done").all_inner_texts() == ["solved"]
    expect(page.locator(".awaited-progress-next a")).to_have_attribute("href", f"{anew.host.address}lesson/")
    anew.open("")
    expect(page.locator(".awaited-resume a")).to_have_attribute("href", f"{anew.host.address}progress/")


def test_it_can_be_taken_along_and_forgotten(anew: Reader, tmp_path: Path) -> None:
    page = anew.page
    read_whole(anew, PAGE)
    page.evaluate("localStorage.setItem('other site', 'stays')")
    anew.open("progress/")
    sentence, said = page.locator(".awaited-progress-sentence"), page.locator(".awaited-progress-said")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert set(json.loads(file.read_text(encoding="utf-8"))["kept"]) == set(page.evaluate(KEPT))

    page.get_by_role("button", name="Forget everything").click()
    assert page.evaluate(KEPT), "it asks first"
    page.get_by_role("button", name="Really forget everything").click()
    expect(said).to_have_text("Forgotten.")
    assert page.evaluate(KEPT) == []
    assert page.evaluate("localStorage.getItem('other site')") == "stays"
    expect(sentence).to_contain_text("nothing yet")

    broken = tmp_path / "broken.json"
    for text in ("[", "{}", '{"format": "awaited progress 1", "kept": {"other site": "1"}}'):
        broken.write_text(text, encoding="utf-8")
        page.locator("input[type=file]").set_input_files(broken)
        expect(said).to_have_text("This is not a file that this page has saved. Nothing was changed.")
        said.evaluate("(element) => element.textContent = ''")
    assert page.evaluate(KEPT) == []
    page.locator("input[type=file]").set_input_files(file)
    expect(said).to_have_text("Loaded.")
    expect(sentence).to_contain_text("You have read 1 of ")


def test_a_browser_that_keeps_nothing_is_told_so(browser: Browser, host: Host) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } })"
    )
    reader = Reader(context, host)
    for path in ("batch/", "progress/"):
        reader.open(path)
    expect(reader.page.locator(".awaited-progress-sentence")).to_contain_text("keeps nothing for this site")
    expect(reader.page.get_by_role("button", name="Save as a file")).to_be_hidden()
    context.close()
    assert set(reader.wrong) <= {"refused"}, "the theme's own wish to keep something"
