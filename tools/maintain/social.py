"""The picture that goes with a link to the site: timelines of recorded runs, drawn as on the pages.

Usage: ``python -m tools.maintain.social docs/assets/social.png "The title" chapter/one chapter/two`` (needs Chromium and Playwright).
"""

import html
import shutil
import sys
from pathlib import Path

from awaited.picture import timeline
from awaited.site.library import Library

STYLES = ("docs/assets/site.css", "awaited/site/assets/awaited.css")

WIDTH, HEIGHT = 1200, 630
"""The size (in pixels) that link previews expect."""

_PAGE = """<!doctype html><meta charset="utf-8"><style>{css}</style><style>
html {{ font-size: 28px; }}
body {{ box-sizing: border-box; width: {width}px; height: {height}px; margin: 0; padding: 34px 64px; overflow: hidden;
  background: var(--md-default-bg-color); color: var(--md-default-fg-color); font-family: var(--md-text-font-family);
  border-top: 18px solid var(--md-primary-fg-color); }}
h1 {{ margin: 0 0 6px; font-size: 56px; letter-spacing: -0.02em; }}
body > p {{ margin: 0 0 18px; color: var(--md-default-fg-color--light); font-size: 28px; }}
.awaited-unseen, .awaited-legend {{ display: none !important; }}
.md-typeset .awaited-compare {{ margin: 0; padding: 0; border: 0; }}
.md-typeset .awaited-timeline figcaption {{ font-size: 22px; }}
</style><body data-md-color-scheme="default"><h1>{title}</h1><p>{tagline}</p><div class="md-typeset">{picture}</div>"""


def page(
    library: Library, title: str, snippets: list[str], css: str, tagline: str = "Awaited: a tutorial in which every example ran"
) -> str:
    """The picture as a page of HTML.

    Args:
        library: The snippets.
        title: What stands above the timelines.
        snippets: Whose timelines are compared.
        css: The site's style sheet.
        tagline: What stands under the title.
    """
    recordings = [library.recording(name) for name in snippets]
    picture = timeline.compare(recordings, [f"{name.partition('/')[2]}.py" for name in snippets])
    return _PAGE.format(
        css=css, width=WIDTH, height=HEIGHT, title=html.escape(title), tagline=html.escape(tagline), picture=picture
    )


def main(arguments: list[str]) -> int:
    """Draw the picture; see the module's text for the arguments."""
    from playwright.sync_api import sync_playwright

    if len(arguments) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    target, title, *snippets = arguments
    browser_path = shutil.which("chromium")
    if browser_path is None:
        print("No Chromium found: install the package chromium.", file=sys.stderr)
        return 1
    css = "".join(Path(name).read_text(encoding="utf-8") for name in STYLES)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        view.set_content(page(Library(Path("snippets")), title, snippets, css))
        view.screenshot(path=target)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
