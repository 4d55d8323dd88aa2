"""What steps through an example leaves its page for a file of its own: a reader who never asks never loads it.

The build writes it into the page, so that stepping works under ``mkdocs serve`` too.
"""

import html
import re
from pathlib import Path

from tools.built import html_files

_STEPS = re.compile(r"""<span class="awaited-steps" data-file="([^"]+)" data-told='([^']*)' hidden></span>""", re.DOTALL)


def take_out(site: Path) -> int:
    """Move the steps of all pages of a built site into files.

    Args:
        site: The folder of the site.

    Returns:
        How many files were written.
    """
    files: dict[Path, str] = {}
    for path in html_files(site):
        page = site / path
        text = page.read_text(encoding="utf-8")
        found = _STEPS.findall(text)
        if not found:
            continue
        # Pages are folders' index files, so their addresses are relative to these.
        files |= {(page.parent / name).resolve(): html.unescape(told) for name, told in found}
        page.write_text(_STEPS.sub("", text), encoding="utf-8")
    for file, told in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(told + "\n", encoding="utf-8")
    return len(files)
