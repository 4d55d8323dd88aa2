"""The browser that tests drive: this machine's Chromium."""

import os
import shutil

import pytest

# What keeps Chromium from asking other hosts for anything, and lets it run as root.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_browser() -> str:
    """The Chromium of this machine; fails with what to do when there is none."""
    for name in (os.environ.get("CHROME_PATH", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("There is no browser: install Debian's chromium (apt-get install chromium), or set CHROME_PATH.", pytrace=False)
