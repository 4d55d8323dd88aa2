"""A file of tests as an example of a documentation: pytest runs it, and what is recorded is its test on the stage, and what pytest wrote.

An example is such a file if its name begins with ``test_``, as pytest has it.
"""

import contextlib
import gc
import io
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from awaited.recording.recording import Recording, digest
from awaited.stage.process import of_no_machine, variables
from awaited.testing.stage import DECIDED, ONLY

_SECONDS = re.compile(r" in \d+\.\d+s\b")
"""How long it took differs each time."""


class _Kept:
    """A plugin that keeps the recording of the last test on the stage."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.recording: Recording | None = None
        self.outcomes: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[ONLY] = str(self._path)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        done = yield
        if (plan := item.stash.get(DECIDED, None)) is not None:
            self.recording = plan.recording
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.outcomes.append(str(getattr(getattr(report.longrepr, "reprcrash", None), "message", "")).partition(":")[0])


def perform(path: Path, code: str, name: str) -> Recording:
    """Run a file of tests as ``pytest FILE`` would in its folder.

    Args:
        path: The file.
        code: Its text.
        name: What the recording is called.

    Returns:
        The recording of its last test on the stage; what pytest wrote is its output.
    """
    kept, written = _Kept(path), io.StringIO()
    # No other plugin than this one, and nothing of the project around it: as in a folder of one's own.
    options = ("-c", os.devnull, "--rootdir", str(path.parent), "-p", "no:cacheprovider", "-p", "awaited.testing.plugin")
    looks = ("-q", "--tb=short", "--no-header", "--color=no", "--capture=sys", "-p", "no:logging")
    with _folder(path.parent), contextlib.chdir(path.parent), contextlib.redirect_stdout(written), warnings.catch_warnings():
        pytest.main([*options, *looks, str(path)], plugins=[kept])
        # What it has left open goes now, and not in the middle of the next.
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    # Of some errors pytest says the whole path, and where this project lies is nobody's business.
    text = written.getvalue().replace(f"{path.parent}{os.sep}", "")
    return _with(kept.recording or Recording("", ""), text, kept.outcomes, name, code)


def _with(recording: Recording, written: str, outcomes: list[str], name: str, code: str) -> Recording:
    text = _SECONDS.sub("", written).lstrip("\n")
    events: list[Any] = [row for row in recording.events if row[2] != "print"]
    events += [[recording.seconds, "M", "print", None, text]]
    head = {"snippet": name, "code": digest(code), "seconds": recording.seconds, "raised": outcomes[-1] if outcomes else ""}
    return Recording.of(head, events)


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Let the files of a folder be imported, and forget them afterwards.

    A module of the process that is called as one of them is set aside: it may be a test of the project around it.
    """
    aside = {path.stem: sys.modules.pop(path.stem) for path in folder.glob("*.py") if path.stem in sys.modules}
    before, search = set(sys.modules), list(sys.path)
    sys.path.insert(0, str(folder))
    try:
        with variables(**{**of_no_machine(), "COLUMNS": "79", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}):
            yield
    finally:
        sys.path[:] = search
        for name in sys.modules.keys() - before:
            if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(folder)):
                del sys.modules[name]
        sys.modules.update(aside)
