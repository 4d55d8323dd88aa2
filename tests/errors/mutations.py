"""What happens to a text on its way into a question: each function does one such thing to it."""

import html
import json
import re
import textwrap
from collections.abc import Callable

Mutation = Callable[[str], str]

_LOG = "2026-03-02 09:14:{second:02d},{milli:03d} INFO     httpx:_client.py:1740 HTTP Request: POST http://models:11434/api/chat"


def _each_line(change: Mutation) -> Mutation:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def _coloured(text: str) -> str:
    if "\\" in text:
        return text  # colours are there before a text is escaped
    text = re.sub(r"\b(\w*(?:Error|Exception))\b", "\x1b[1;31m\\1\x1b[0m", text)
    return re.sub(r"(line )(\d+)", "\\1\x1b[32m\\2\x1b[39m", text)


def _wrapped(width: int) -> Mutation:
    return _each_line(lambda line: "\n".join(line[n : n + width] for n in range(0, len(line), width)) or line)


def _boxed(text: str) -> str:
    rows = [row for line in text.split("\n") for row in (textwrap.wrap(line, 96, drop_whitespace=False) or [""])]
    return "\n".join(["╭" + "─" * 98 + "╮", *(f"│ {row:<96} │" for row in rows), "╰" + "─" * 98 + "╯"])


def _in_a_log(text: str) -> str:
    around = [_LOG.format(second=n, milli=n * 7) for n in range(6)]
    return "\n".join([*around[:3], text.strip("\n"), "", *around[3:]])


def _supervised(line: str) -> str:
    return f"Nov 26 04:08:38 web-3 gunicorn[2211]: {line}"


MUTATIONS: dict[str, Mutation] = {
    "as it is": lambda text: text,
    "colours": _coloured,
    "colours, spelt": lambda text: _coloured(text).replace("\x1b", "\\u001b"),
    "colours, first character lost": lambda text: _coloured(text).replace("\x1b", ""),
    "JSON": lambda text: json.dumps({"level": "error", "event": text, "logger": "app"}),
    "JSON in JSON": lambda text: json.dumps({"log": json.dumps({"message": text})}),
    "repr": repr,
    "compose": _each_line(lambda line: f"web-1  | {line}"),
    "logger": _each_line(lambda line: f"2026-03-02 09:14:07,123 ERROR {line}"),
    "systemd": _each_line(_supervised),
    "kubernetes": _each_line(lambda line: f"2026-03-02T09:14:07.123456789Z stderr F {line}"),
    "wrapped at 61": _wrapped(61),
    "wrapped at 80": _wrapped(80),
    "wrapped at 47": _wrapped(47),
    "box": _boxed,
    "quotation": _each_line(lambda line: f"> {line}"),
    "Markdown": lambda text: re.sub(r"^(\w+(?:\.\w+)*(?:Error|Exception)):", r"**\1**:", text, flags=re.MULTILINE),
    "indented": _each_line(lambda line: f"        {line}"),
    "one line": lambda text: " ".join(text.split()),
    "blanks lost": _each_line(lambda line: line if " | " in line else line.replace(" ", "")),
    "HTML": html.escape,
    "Windows": lambda text: text.replace("\n", "   \r\n"),
    "typographic": lambda text: text.replace("'", "’").replace('"', "”"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "in a log": _in_a_log,
    "asked about": lambda text: f"Hi all,\nsince the update I get this and do not know why:\n\n{text}\n\nAny ideas? Thanks!",
}
