"""A page is as high as it says from the start, and a link leads to where it says."""

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.hosting import Host

PAGES = ["ainvoke/", "batch/", "lesson/", "tools/"]

EARLY = """
document.addEventListener("DOMContentLoaded", () => {
  const look = () => { window.early ??= document.documentElement.scrollHeight; };
  // The first picture, before any example has its buttons.
  requestAnimationFrame(look);
});
"""
MOUNTED = "() => !document.querySelector('div.awaited[data-snippet]:not([data-player])')"
PLACES = """() => [...document.querySelectorAll("article :is(h2, h3)[id]")].map((heading) => heading.id)"""
OFF = """(id) => {
  const heading = document.getElementById(id);
  // At the end of the page nothing can get higher. Pages have parts of pixels: where they end, and how far they scroll, is rounded.
  const last = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
  return last ? 0 : heading.getBoundingClientRect().top - parseFloat(getComputedStyle(heading).scrollMarginTop);
}"""
LANDED = f"""(id) => {{
  // It is there, and stays, looked at six times in half a second. A busy machine takes its time; what lands elsewhere never gets there.
  window.stood = Math.abs(({OFF})(id)) > 20 ? 0 : (window.stood ?? 0) + 1;
  return document.readyState === "complete" && window.stood > 5;
}}"""


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_heights_and_anchors(width: int, browser: Browser, host: Host) -> None:
    wrong = []
    for path in PAGES:
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        context.add_init_script(EARLY)
        page = context.new_page()
        page.goto(host.address + path)
        page.wait_for_function(MOUNTED)
        early = page.evaluate("window.early")
        for _ in range(3):  # all of it has been seen
            page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            page.wait_for_timeout(50)
        late = page.evaluate("document.documentElement.scrollHeight")
        if abs(early - late) > late / 10:
            wrong.append(f"{path} is {late} px high, and was {early} px")
        places = page.evaluate(PLACES)
        for place in {places[len(places) // 2], *places[-3:]}:
            page.goto("about:blank")
            page.goto(f"{host.address}{path}#{place}")
            page.wait_for_function(MOUNTED)
            try:
                page.wait_for_function(LANDED, arg=place, polling=100)
            except Error:  # too late
                wrong.append(f"{path}#{place} lands {page.evaluate(OFF, place):.0f} px off")
        context.close()
    assert not wrong, "\n".join(wrong)
