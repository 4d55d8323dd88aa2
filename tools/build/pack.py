"""Fewer and smaller files: the style sheets become one, the theme's among them, and so do the site's own scripts.

An author keeps each concern in a file of its own; a reader's browser would ask for each of them before it shows anything. The new names contain
the digest of their content, so that a browser never mixes an old style sheet with a new page.
"""

import hashlib
import re
from pathlib import Path

from tools.built import html_files

# Used by the reference alone, and linked from every page.
_REFERENCE = "_mkdocstrings.css"

_STYLE = re.compile(
    r'[ \t]*<link rel="stylesheet" href="(?P<up>[^"]*?)assets/(?P<name>(?:stylesheets/|awaited/)?[\w.-]+\.css)">\n?'
)
_SCRIPT = re.compile(r'[ \t]*<script defer src="(?P<up>[^"]*?)assets/(?P<name>(?:awaited/)?[\w.-]+\.js)"></script>\n?')
_VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)


def pack(site: Path) -> int:
    """Join the style sheets and scripts of a built site, and take the indentation out of its pages.

    Args:
        site: The folder of the site.

    Returns:
        How many pages were changed. A page without a style sheet or script of the site's own is left as it is.
    """
    assets = site / "assets"
    changed = 0
    for path in html_files(site):
        if path.startswith("run/"):
            continue
        file = site / path
        before = text = file.read_text(encoding="utf-8")
        if 'class="doc ' not in text:
            text = "".join(line for line in text.splitlines(keepends=True) if f"assets/{_REFERENCE}" not in line)
        text = _join(text, _STYLE, assets, '<link rel="stylesheet" href="{}">\n')
        text = _join(text, _SCRIPT, assets, '<script defer src="{}"></script>\n')
        text = _lean(text)
        if text != before:
            file.write_text(text, encoding="utf-8")
            changed += 1
    return changed


def _join(text: str, pattern: re.Pattern[str], assets: Path, element: str) -> str:
    """Put one element where the first of several was, and its file beside theirs."""
    found = [m for m in pattern.finditer(text) if m["name"] != _REFERENCE]
    if not found or all(re.fullmatch(r"site-\w{8}\.\w+", m["name"]) for m in found):
        return text
    content = "\n".join(_bare(assets / m["name"]) for m in found)
    name = f"site-{hashlib.sha256(content.encode()).hexdigest()[:8]}{Path(found[0]['name']).suffix}"
    (assets / name).write_text(content, encoding="utf-8")
    joined = element.format(f"{found[0]['up']}assets/{name}")
    first = found[0].start()
    return text[:first] + joined + pattern.sub(lambda m: m[0] if m["name"] == _REFERENCE else "", text[first:])


def _bare(file: Path) -> str:
    """A file without indentation, and a style sheet without comments. The theme's are so already."""
    text = file.read_text(encoding="utf-8")
    if ".min." in file.name:
        return re.sub(r"\s*/\*# sourceMappingURL=\S+ \*/", "", text).strip() + "\n"
    if file.suffix == ".css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*\n\s*", "\n", text)
    return text.strip() + "\n"


def _lean(text: str) -> str:
    """A page without its templates' indentation; code, outputs and scripts stay byte for byte."""
    parts = _VERBATIM.split(text)
    # Each match gives two parts: the element, and its name once more.
    return "".join(part if n % 3 == 1 else re.sub(r"\s*\n\s*", "\n", part) for n, part in enumerate(parts) if n % 3 != 2)
