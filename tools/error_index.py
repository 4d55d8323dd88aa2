"""``docs/errors.json``, which the page of error messages and programs read, from ``errors/*.toml``.

``python -m tools.error_index`` writes it. A test says when it has to be written anew.
"""

import gzip
import sys

from awaited.site.errors import Errors
from awaited.site.library import LibraryError
from tools.builders import ROOT

PATH = ROOT / "docs" / "errors.json"


def main() -> int:
    """The command. Returns the exit code."""
    try:
        text = Errors.of(ROOT).index()
    except LibraryError as error:
        print(error, file=sys.stderr)
        return 1
    PATH.write_text(text, encoding="utf-8")
    print(f"docs/errors.json: {len(text.encode()) / 1000:.1f} kB, {len(gzip.compress(text.encode())) / 1000:.1f} kB compressed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
