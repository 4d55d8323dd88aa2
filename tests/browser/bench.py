"""What Run costs: ``make bench-browser``. It prints figures; nothing here passes or fails."""

import gzip
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ROOT, SECONDS, build_site
from tests.browser.hosting import Host, hosting
from tests.chromium import FLAGS, find_browser
from tests.site import serving

MEGABITS = 50
PAGE, EXAMPLE = "lesson/", "lesson/gather"
"""An example that lasts one second."""
TIMES = 3


def megabytes(paths: list[Path]) -> float:
    return sum(min(p.stat().st_size, len(gzip.compress(p.read_bytes(), 6))) for p in paths) / 1e6


CLICK = """
(example) => new Promise((resolve) => {
  const [run, status] = [".awaited-do-run", ".awaited-status"].map((part) => example.querySelector(part));
  const start = performance.now();
  const look = () => status.textContent.startsWith("Done") && resolve((performance.now() - start) / 1000);
  new MutationObserver(look).observe(status, { childList: true, characterData: true, subtree: true });
  run.click();
})
"""


def run(page: Page) -> float:
    """Press Run, and tell how many seconds it takes until the run is done and drawn."""
    example = page.locator(f'div.awaited[data-snippet="{EXAMPLE}"]:not([data-region])').first
    page.set_default_timeout(120 * SECONDS)
    return example.evaluate(CLICK)


def visit(page: Page, host: Host) -> tuple[float, float, float]:
    """A first visit: seconds of a cold start and of a warm one, and the longest task of the main thread in milliseconds."""
    page.goto(host.address + PAGE, wait_until="networkidle")
    page.evaluate(
        """() => {
          window.longest = 0;
          const seen = (list) => { for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration); };
          new PerformanceObserver(seen).observe({ type: "longtask" });
        }"""
    )
    host.sent = 0
    return run(page), run(page), page.evaluate("window.longest")


def main() -> None:
    serving._COMPRESSED.add(".wasm")  # as static hosts do
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = build_site(Path(folder) / "site")
        with hosting(site) as host:
            host.bytes_per_second = MEGABITS * 1e6 / 8
            figures = []
            for _ in range(TIMES):
                browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
                figures.append(visit(browser.new_page(), host))
                browser.close()
        cold, warm, longest = (statistics.median(column) for column in zip(*figures, strict=True))
        files = [p for p in (ROOT / "docs" / "run").rglob("*") if p.is_file() and p.name != "manifest.json"]
        always = [p for p in files if p.name.startswith("player-")]
        print(f"first run of a one-second example, {MEGABITS} Mbit/s, nothing cached: {cold:5.2f} s")
        print(f"second run:                                              {warm:5.2f} s")
        print(f"longest task of the main thread:                         {longest:5.0f} ms (those below 50 ms count as none)")
        print(f"loaded by the first run:                                 {host.sent / 1e6:5.1f} MB")
        print(f"loaded by every page:                                    {megabytes(always) * 1000:5.1f} kB")
        print(f"all of docs/run, with gzip:                              {megabytes(files):5.1f} MB")
        print(f"medians of {TIMES} visits, each with a new browser")


if __name__ == "__main__":
    main()
