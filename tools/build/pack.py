"""Fewer and smaller files: the style sheets become one, the theme's among them, and so do the site's own scripts.

An author keeps each concern in a file of its own; a reader's browser would ask for each of them before it shows anything. The new names contain
the digest of their content, so that a browser never mixes an old style sheet with a new page.

The theme's style sheets are made for every site: what styles something that neither a page nor a script of this one names is left out.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
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
    texts = {path: (site / path).read_text(encoding="utf-8") for path in html_files(site) if not path.startswith("run/")}
    named = _named(texts.values(), [file.read_text(encoding="utf-8") for file in assets.rglob("*.js")])
    bare = cache(lambda file: _bare(file, named))
    for path, before in texts.items():
        text = before
        if 'class="doc ' not in text:
            text = "".join(line for line in text.splitlines(keepends=True) if f"assets/{_REFERENCE}" not in line)
        text = _join(text, _STYLE, assets, '<link rel="stylesheet" href="{}">\n', bare)
        text = _join(text, _SCRIPT, assets, '<script defer src="{}"></script>\n', bare)
        text = _lean(text)
        if text != before:
            (site / path).write_text(text, encoding="utf-8")
            changed += 1
    return changed


def _join(text: str, pattern: re.Pattern[str], assets: Path, element: str, bare: Callable[[Path], str]) -> str:
    """Put one element where the first of several was, and its file beside theirs."""
    found = [m for m in pattern.finditer(text) if m["name"] != _REFERENCE]
    if not found or all(re.fullmatch(r"site-\w{8}\.\w+", m["name"]) for m in found):
        return text
    content = "\n".join(bare(assets / m["name"]) for m in found)
    name = f"site-{hashlib.sha256(content.encode()).hexdigest()[:8]}{Path(found[0]['name']).suffix}"
    (assets / name).write_text(content, encoding="utf-8")
    joined = element.format(f"{found[0]['up']}assets/{name}")
    first = found[0].start()
    return text[:first] + joined + pattern.sub(lambda m: m[0] if m["name"] == _REFERENCE else "", text[first:])


def _bare(file: Path, named: set[str]) -> str:
    """A file without indentation, and a style sheet without comments. The theme's are so already."""
    text = file.read_text(encoding="utf-8")
    if ".min." in file.name:
        text = re.sub(r"\s*/\*# sourceMappingURL=\S+ \*/", "", text).strip() + "\n"
        return _needed(text, named) if file.suffix == ".css" else text
    if file.suffix == ".css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*\n\s*", "\n", text)
    return text.strip() + "\n"


_CLASSES = re.compile(r'\sclass="([^"]*)"')
_ATTRIBUTES = re.compile(r"""\s(data-md-color-[\w-]+|dir)=["']?([\w-]+)""")
_INLINE = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
_WORD = re.compile(r"[\w-]+")


def _named(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """What a style sheet can find on a site: its classes, its colours and directions (``dir=ltr``), and each word of its scripts."""
    named: set[str] = set()
    for page in pages:
        for classes in _CLASSES.findall(page):
            named.update(classes.split())
        named.update(f"{name}={value}" for name, value in _ATTRIBUTES.findall(page))
        for script in _INLINE.findall(page):
            named.update(_WORD.findall(script))
    for script in scripts:
        named.update(_WORD.findall(script))
    return named


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BRACKETS = re.compile(r"\([^()]*\)")
_WANTS = re.compile(r"""\.(-?[A-Za-z_][\w-]*)|\[(data-md-color-(?:primary|accent)|dir)=["']?([\w-]+)["']?\]""")


def _needed(css: str, named: set[str]) -> str:
    """A minified style sheet without the selectors, and rules, that nothing on the site can match."""

    # A script may put a name together: `md-source__fact--${kind}`.
    begun = tuple(name for name in named if re.fullmatch(r"\w[\w-]+(--|__)", name)) or ("--",)

    def matches(selector: str) -> bool:
        # What stands in brackets (:is, :not) is a choice, or a condition that holds without it.
        while (outside := _BRACKETS.sub("", selector)) != selector:
            selector = outside
        wanted = [m[1] or f"{m[2]}={m[3]}" for m in _WANTS.finditer(selector)]
        return all(name in named or name.startswith(begun) for name in wanted)

    def rule(match: re.Match[str]) -> str:
        if match[1].startswith("@"):
            return match[0]
        kept = [selector for selector in _selectors(match[1]) if matches(selector)]
        return f"{','.join(kept)}{{{match[2]}}}" if kept else ""

    css = _RULE.sub(rule, css)
    return re.sub(r"@media[^{}]*\{\}", "", css)


def _selectors(text: str) -> list[str]:
    """The parts of a list of selectors: commas in brackets do not part them."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _lean(text: str) -> str:
    """A page without its templates' indentation; code, outputs and scripts stay byte for byte."""
    parts = _VERBATIM.split(text)
    # Each match gives two parts: the element, and its name once more.
    return "".join(part if n % 3 == 1 else re.sub(r"\s*\n\s*", "\n", part) for n, part in enumerate(parts) if n % 3 != 2)
