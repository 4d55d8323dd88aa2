"""What is added to the site after it is built.

``python -m tools.build.publish SITE`` writes, into the folder of a built site,

- each page as Markdown beside it (``lesson/index.md``), snippets and outputs included;
- a notebook for each page with programs (``lesson/lesson.ipynb``);
- ``llms.txt`` and ``llms-full.txt``, and ``feed.xml``, from the page of changes: these want the site's address (``SITE_URL``), and are left out
  without it;
- a skill for coding agents, where they look for it (``tools.build.skill``);
- ``.nojekyll``, so that GitHub Pages serves the files as they are;

leads to them from the head of each page, takes what steps through examples out of the pages (``tools.build.stepping``), and joins the site's style
sheets and scripts (``tools.build.pack``). What it did not write is not offered:
a page under ``mkdocs serve`` has no link to it.

Built twice from the same sources, it writes the same bytes.
"""

import argparse
import re
import sys
from pathlib import Path

from awaited.site.library import Library, LibraryError
from tools.build import feed, llms, notebooks, pack, skill, stepping
from tools.build.as_markdown import as_markdown
from tools.builders import ROOT
from tools.built import NotBuiltError, Page, read_pages
from tools.settings import read_settings


def publish(site: Path, root: Path = ROOT) -> dict[str, int]:
    """Add to a built site.

    Args:
        site: Its folder.
        root: The folder of the project.

    Returns:
        How many files of each kind were written.

    Raises:
        NotBuiltError: There is no built site.
        ChangesError: The page of changes cannot be read.
    """
    settings = read_settings(root)
    pages = read_pages(site)
    library = Library(root / "snippets")
    texts = {path: as_markdown(page, settings.url) for path, page in pages.items()}
    files = {(site / path).with_suffix(".md"): text for path, text in texts.items()}
    if settings.url:
        files[site / "llms.txt"] = llms.overview(settings, pages)
        files[site / "llms-full.txt"] = llms.everything(settings, texts)
    for page in pages.values():
        if any(":" not in name for name in page.embedded):
            notebook = notebooks.notebook(page, texts[page.path], settings, library)
            files[site / notebooks.file_name(page)] = notebooks.as_text(notebook)
    if settings.url and feed.PAGE in pages:
        files[site / "feed.xml"] = feed.feed(settings, pages[feed.PAGE])
    files |= {site / path: text for path, text in skill.files(settings).items()}
    files[site / ".nojekyll"] = ""
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for page in pages.values():
        lead(site, page)
    stepping.take_out(site)
    pack.pack(site)
    kinds: dict[str, int] = {}
    for path in files:
        kinds[path.suffix or path.name] = kinds.get(path.suffix or path.name, 0) + 1
    return kinds


_LEADING = re.compile(r'<link rel=" alternate"[^>]*>\n?')


def lead(site: Path, page: Page) -> None:
    """Say in a page's head which other forms of it there are."""
    up = "../" * page.path.count("/")
    # The space in rel is for the theme's script, which takes rel="alternate" for a translation of the site, and would ask for a site map beside
    # each.
    links = [f'<link rel=" alternate" type="text/markdown" title="This page as Markdown" href="{Path(page.path).stem}.md">\n']
    if (site / "feed.xml").is_file():
        links.append(f'<link rel=" alternate" type="application/atom+xml" title="What changed" href="{up}feed.xml">\n')
    file = site / page.path
    text = _LEADING.sub("", file.read_text(encoding="utf-8"))
    file.write_text(text.replace("</head>", f"{''.join(links)}</head>", 1), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build.publish", description="Add Markdown, notebooks, a feed and llms.txt to the built site."
    )
    parser.add_argument("site", nargs="?", type=Path, default=Path("site"), help="the folder of the built site (default: site)")
    options = parser.parse_args(arguments)
    try:
        kinds = publish(options.site)
    except (NotBuiltError, feed.ChangesError, LibraryError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Added to {options.site}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
