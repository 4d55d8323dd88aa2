"""The apps of the page "A Streamlit app", started by `streamlit run` and used in Chromium."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chromium import FLAGS, find_browser
from tests.pictures import keep_picture
from tests.real.apps import Apps, free_port

CHAPTER = "streamlit_app"

PATIENCE = 30_000
"""Milliseconds."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def running(apps: Apps, app: str) -> Iterator[str]:
    options = ["--server.headless", "true", "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    with apps.serve("streamlit", "run", f"{app}.py", "--server.port", "{port}", *options, port=free_port()) as url:
        yield url


def open_page(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 560, "height": 360}, color_scheme="light", reduced_motion="reduce")
    page.goto(url)
    expect(page.get_by_role("heading")).to_be_visible(timeout=PATIENCE)
    return page


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def expect_text(page: Page, text: str) -> None:
    expect(page.get_by_text(text)).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("app", ["ask", "stream"])
def test_every_question_is_answered(app: str, apps: Apps, browser: Browser) -> None:
    with running(apps, app) as url:
        page = open_page(browser, url)
        for fruit in ("apples", "pears"):
            ask(page, fruit)
            expect_text(page, f"Nothing is better than {fruit}.")
        page.close()


def test_words_are_shown_as_they_come(apps: Apps, browser: Browser) -> None:
    with running(apps, "stream") as url:
        page = open_page(browser, url)
        ask(page, "the whole orchard")
        expect_text(page, "Apples, pears")
        assert apps.calls[0].end is None
        expect_text(page, "in its own way.")
        page.close()


def test_an_async_stream_fails_every_other_time(apps: Apps, browser: Browser) -> None:
    """As `user_of_astream` says: an answer, an error, an answer."""
    with running(apps, "astream") as url:
        page = open_page(browser, url)
        for line in apps.library.recording(f"{CHAPTER}/user_of_astream").output.splitlines():
            fruit, _, shown = line.partition(": ")
            ask(page, fruit)
            expect_text(page, shown)
        page.close()


def test_several_calls_in_each_run(apps: Apps, browser: Browser) -> None:
    with running(apps, "several") as url:
        page = open_page(browser, url)
        for fruits in (["apples", "pears"], ["plums", "figs", "dates"]):
            apps.calls.clear()
            ask(page, " ".join(fruits))
            for fruit in fruits:
                expect_text(page, f"Nothing is better than {fruit}.")
            assert max(call.start for call in apps.calls) < min(call.end or 0 for call in apps.calls)
        page.close()


def test_users_do_not_wait_for_each_other(apps: Apps, browser: Browser) -> None:
    with running(apps, "ask") as url:
        pages = [open_page(browser, url) for _ in range(2)]
        for page, fruit in zip(pages, ("apples with many, many words", "pears with many, many words"), strict=True):
            ask(page, fruit)
        for page in pages:
            expect_text(page, "many words.")
            page.close()
    first, second = apps.calls
    assert second.start < (first.end or 0)


def test_a_chat_forgets_the_turn_that_its_user_cuts_short(apps: Apps, browser: Browser) -> None:
    with running(apps, "chat") as url:
        page = open_page(browser, url)
        for question, answer in (("Praise apples.", "better than apples"), ("Which fruit was that?", "You asked about apples.")):
            ask(page, question)
            expect_text(page, answer)
        ask(page, "Praise the whole orchard.")
        expect_text(page, "Apples, pears")
        ask(page, "Praise pears.")
        expect_text(page, "better than pears.")
        expect(page.get_by_text("orchard")).to_have_count(0)
        page.close()
    assert [call.outcome for call in apps.calls] == ["answered", "answered", "cancelled", "answered"]


def test_a_thread_of_ones_own_shows_nothing(apps: Apps, browser: Browser) -> None:
    with running(apps, "lost") as url:
        page = open_page(browser, url)
        page.get_by_role("button", name="Praise").click()
        page.wait_for_timeout(3000)
        assert [call.outcome for call in apps.calls] == ["answered", "answered"]
        assert "better" not in page.inner_text("body")
        page.close()
    assert "missing ScriptRunContext" in apps.log.read_text()
    apps.calls.clear()
    with running(apps, "found") as url:
        page = open_page(browser, url)
        page.get_by_role("button", name="Praise").click()
        for fruit in ("apples", "pears"):
            expect_text(page, f"Nothing is better than {fruit}.")
        page.close()


def test_the_picture_of_the_app(apps: Apps, browser: Browser, request: pytest.FixtureRequest) -> None:
    with running(apps, "ask") as url:
        page = open_page(browser, url)
        ask(page, "apples")
        expect_text(page, "Nothing is better than apples.")
        page.get_by_role("heading").click()
        page.wait_for_timeout(500)
        taken = page.screenshot()
        page.close()
    with Image.open(io.BytesIO(taken)) as picture, io.BytesIO() as small:
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(small, "PNG", optimize=True)
        files = ["snippets/streamlit_app/ask.py"]
        keep_picture("streamlit.png", small.getvalue(), files, request.config.getoption("update_pictures"))
