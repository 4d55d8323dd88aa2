"""The controls of the page "How much faster?", before Python has started."""

from playwright.sync_api import Browser

from tests.site.conftest import WIDE

DRAG = """async () => {
  const calls = document.querySelector(".faster form").elements.calls, place = document.querySelector(".faster-timeline");
  const frame = () => new Promise(requestAnimationFrame);
  let times = 0;
  const seen = new MutationObserver((records) => { times += records.length; });
  const drawn = [];
  for (let n = 0; n < 2; n++) await frame();
  seen.observe(place, { childList: true });
  for (const way of [1, -1]) {
    for (let n = 0; n < 6; n++) {
      for (let part = 0; part < 3; part++) {
        calls.value = +calls.value + way;
        calls.dispatchEvent(new Event("input", { bubbles: true }));
      }
      for (let n = 0; n < 3; n++) await frame();
      drawn.push(times);
      times = 0;
    }
  }
  return drawn;
}"""


def test_a_control_that_is_dragged_draws_once_in_a_frame(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto(address + "how-much-faster/")
    page.wait_for_function("document.querySelector('.faster')?.dataset.drawn")
    drawn = page.evaluate(DRAG)
    assert max(drawn) == 1, drawn
    assert sum(drawn) < len(drawn), "where the same run is shown, nothing is drawn anew"
    page.close()
