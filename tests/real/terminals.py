"""A terminal that tests type in, and what it shows, as a picture."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich import console, terminal_theme, text

from tests.real.apps import PATIENCE, Apps, stop

COLUMNS = 64

_IN_ITS_TERMINAL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
"""Makes the terminal the one whose Ctrl+C reaches the command."""


@dataclass
class Command:
    """A command that ran in a terminal."""

    status: int
    seconds: float
    arrived: list[tuple[float, str]] = field(default_factory=list)
    """What it wrote, with the seconds since its first output."""

    @property
    def written(self) -> str:
        """All of it."""
        return "".join(part for _, part in self.arrived).replace("\r\n", "\n")

    def when(self, words: str) -> float:
        """After how many seconds a text was complete on the screen."""
        seen = ""
        for at, part in self.arrived:
            seen += part
            if words in seen:
                return at
        raise AssertionError(f"{words!r} is not in {seen!r}")


def type_in(apps: Apps, *command: str, ctrl_c: str = "") -> Command:
    """Run a command in a terminal of its own.

    Args:
        apps: Where it is, and the model that it asks.
        command: Its words.
        ctrl_c: Press Ctrl+C as soon as this text is on the screen.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    ran = Command(-1, 0.0)
    began = time.monotonic()
    process = apps.start(sys.executable, "-c", _IN_ITS_TERMINAL, *command, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    first = 0.0
    try:
        while time.monotonic() < began + PATIENCE:
            if not select.select([master], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(master, 4096).decode()
            except OSError:  # nobody has the other end any more
                break
            if not part:
                break
            first = first or time.monotonic()
            ran.arrived.append((time.monotonic() - first, part))
            if ctrl_c and ctrl_c in ran.written:
                os.write(master, b"\x03")
                ctrl_c = ""
        ran.status = process.wait(PATIENCE)
    finally:
        stop(process)
        os.close(master)
    ran.seconds = time.monotonic() - began
    return ran


def shown(written: str) -> str:
    """What stands on the screen in the end: what a carriage return has overwritten is gone."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)
    return "\n".join(line.rstrip("\r").rpartition("\r")[2].rstrip() for line in plain.split("\n")).strip("\n")


def picture(screen: str, title: str) -> str:
    """A screen as an SVG that loads nothing."""
    with Path(os.devnull).open("w") as nowhere:
        drawn = console.Console(file=nowhere, width=COLUMNS, record=True, force_terminal=True)
        drawn.print(text.Text(screen))
        form = re.sub(r"@font-face \{\{.*?\}\}", "", console.CONSOLE_SVG_FORMAT, flags=re.DOTALL)
        form = form.replace("Fira Code, monospace", "monospace")
        svg = drawn.export_svg(title=title, theme=terminal_theme.MONOKAI, code_format=form, unique_id="terminal")
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)
