"""The box of the page "Error messages": what it knows is loaded on its page, when somebody begins to use it."""

from playwright.sync_api import Page

TEXT = "RuntimeError: Event loop is closed"


def test_what_the_box_knows_is_loaded_when_it_is_used(page: Page, address: str) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    for path in ("lesson/", "error-messages/event-loops/", "error-messages/"):
        page.goto(f"{address}{path}", wait_until="networkidle")
    assert not [name for name in asked if "errors.json" in name or "diagnose" in name]
    page.locator("#error-text").fill(TEXT)
    page.get_by_role("button", name="What is it?").click()
    page.locator(".error-box-answer a").first.wait_for()
    assert {"errors.json", "assets/diagnose.js"} <= set(asked)
    # What was pasted went nowhere.
    assert not [name for name in asked if "closed" in name.lower()]
