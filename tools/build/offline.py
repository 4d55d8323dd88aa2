"""The site as one archive that opens without a server.

``python -m tools.build.offline SITE`` takes the published site and writes ``build/awaited-offline.zip``. Browsers give pages that come from files
less than pages that come from a server: a link to a folder shows a list of files, a script may fetch nothing and start no worker. So

- every link to a page names its file;
- the search index is a script, and the search runs in a hidden frame where it would start a worker;
- ``READ ME FIRST.html`` leads in, and says what needs a server: running code.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from urllib.parse import unquote

from tools.builders import ROOT
from tools.built import NotBuiltError, html_files
from tools.settings import read_settings

ARCHIVE = ROOT / "build" / "awaited-offline.zip"
FOLDER = "awaited"
"""The folder that the archive unpacks to."""

# Python for the browser: it must be fetched, which pages from files may not do.
_LEFT_OUT = ("run",)

_HREF = re.compile(r'(?P<before><a\b[^>]*?\bhref=")(?P<href>[^"]*)(?P<after>")')

# The search's worker, in a hidden frame: pages from files may start no worker, but may load scripts. What importScripts() would load and wait
# for is loaded before it is needed.
_SEARCH_IN_A_FRAME = """\
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Search";
      document.documentElement.append(frame);
      const inside = frame.contentWindow;
      inside.postMessage = (data) => setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
      inside.importScripts = () => {};
      const script = inside.document.createElement("script");
      script.src = address;
      script.onload = () => {
        this.inside = inside;
        for (const data of this.waiting) this.say(data);
      };
      inside.document.body.append(script);
    }

    postMessage(data) {
      this.inside ? this.say(data) : this.waiting.push(data);
    }

    say(data) {
      this.inside.dispatchEvent(new this.inside.MessageEvent("message", { data }));
    }
  };
}
"""

_WELCOME = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}, for reading offline</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 1.05rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
</style>
</head>
<body>
<main>
<h1>{name}, for reading offline</h1>
<p>{description}.</p>
<p><a href="{folder}/index.html">Open the home page</a></p>
<p>All pages, their outputs and timelines, and the search work from these files; nothing is asked of the network.</p>
<h2>What needs a server</h2>
<p>Running and changing code on the page: browsers let pages from files start neither Python nor a worker. Run an example in a terminal
instead (<code>{folder}/snippets</code> has them all), or a notebook: each chapter has one beside its page.</p>
</main>
</body>
</html>
"""


def offline(site: Path, archive: Path = ARCHIVE) -> int:
    """Write the archive.

    Args:
        site: The folder of a published site; it is left as it is.
        archive: The file to write. It is replaced whole or not at all, and the same site gives the same bytes.

    Returns:
        Its size in bytes.

    Raises:
        NotBuiltError: There is no built site.
    """
    if not (site / "index.html").is_file():
        raise NotBuiltError(f"{site} holds no built site: run `make build` first")
    settings = read_settings()
    with tempfile.TemporaryDirectory(prefix="offline-") as name:
        folder = Path(name) / FOLDER
        shutil.copytree(site, folder, ignore=lambda parent, names: [n for n in names if Path(parent) == site and n in _LEFT_OUT])
        (folder / "404.html").unlink(missing_ok=True)
        _search(folder)
        for path in html_files(folder):
            _page(folder, path, settings.url)
        welcome = _WELCOME.format(name=settings.name, description=settings.description.rstrip("."), folder=FOLDER)
        (Path(name) / "READ ME FIRST.html").write_text(welcome, encoding="utf-8")
        archive.parent.mkdir(parents=True, exist_ok=True)
        part = archive.with_suffix(".part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for packed in sorted(p for p in Path(name).rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(packed.relative_to(name).as_posix(), (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                file.writestr(entry, packed.read_bytes())
        part.replace(archive)
    return archive.stat().st_size


def _search(folder: Path) -> None:
    """The search index as a script, with the files' own names."""
    index = folder / "search" / "search_index.json"
    data = json.loads(index.read_text(encoding="utf-8"))
    for document in data["docs"]:
        address, hash_, fragment = document["location"].partition("#")
        if not address or address.endswith("/"):
            address += "index.html"
        document["location"] = f"{address}{hash_}{fragment}"
    (folder / "search" / "search_index.js").write_text(
        f"var __index = {json.dumps(data, ensure_ascii=False)};\n", encoding="utf-8"
    )
    index.unlink()
    (folder / "assets" / "search-in-a-frame.js").write_text(_SEARCH_IN_A_FRAME, encoding="utf-8")


def _page(folder: Path, path: str, site_url: str) -> None:
    """A page whose links name files, and which asks for nothing that is not there."""
    file = folder / path
    text = file.read_text(encoding="utf-8")
    text = _HREF.sub(lambda m: m["before"] + _to_file(folder, path, m["href"], site_url) + m["after"], text)
    # Modules may not be loaded from files; the one there is runs code.
    text = re.sub(r'<script type="module"[^>]*></script>\n?', "", text)
    up = relpath("assets/search-in-a-frame.js", str(PurePosixPath(path).parent))
    text = re.sub(r"<head>", f'<head><script src="{up}"></script>', text, count=1)
    file.write_text(text, encoding="utf-8")


def _to_file(folder: Path, path: str, href: str, site_url: str) -> str:
    """A link to a page of the site as a link to its file."""
    if site_url and href.startswith(site_url):
        href = relpath(href.removeprefix(site_url) or ".", str(PurePosixPath(path).parent)) + ("/" if href.endswith("/") else "")
    address, hash_, fragment = href.partition("#")
    if not address or re.match(r"[a-z][a-z0-9+.-]*:|//", address):
        return href
    target = folder / normpath(str(PurePosixPath(path).parent / unquote(address)))
    if target.is_dir():
        address = address.rstrip("/") + "/index.html"
    return f"{address}{hash_}{fragment}"


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build.offline", description="Make an archive of the published site for reading offline."
    )
    parser.add_argument(
        "site", nargs="?", type=Path, default=Path("site"), help="the folder of the published site (default: site)"
    )
    parser.add_argument("--output", type=Path, default=ARCHIVE, help=f"the archive (default: {ARCHIVE.relative_to(ROOT)})")
    options = parser.parse_args(arguments)
    try:
        size = offline(options.site, options.output)
    except NotBuiltError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{options.output}: {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
