"""A page as a Jupyter notebook: its words as Markdown, its snippets as cells that run.

A notebook has a running event loop, and a snippet is a program: ``asyncio.run()``, with which most end, fails in a cell. So

- a program whose only use of the loop is ``asyncio.run(...)`` as a statement of its own is a cell with ``await ...`` in that place, and
  nothing else changed;
- a program that shows a mistake, or says more about loops and threads than that, runs as it stands, in an interpreter of its own
  (``%%script``), where it does what it does in a terminal;
- so does a program of several files, and the files that it imports are written beside the notebook first (``%%writefile``).

The first cells say so. What the cells printed when they were recorded is there before anybody runs them.
"""

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from awaited.site.library import Library
from tools.built import Page
from tools.settings import Settings

# Names that say something else inside a kernel: its loop, its threads and its warnings are not those of a program.
_OWN_INTERPRETER = re.compile(
    r"\b(Runner|new_event_loop|get_event_loop|get_running_loop|set_event_loop|set_default_executor|run_until_complete|current_task|all_tasks"
    r"|get_name|threading|warnings|logging|signal|atexit|sys|KeyboardInterrupt|__name__|__file__|os)\b"
)

_OWN_INTERPRETER_LINE = "%%script --no-raise-error {sys.executable} -W default -X utf8 -u -\n"

_FENCE = re.compile(r"^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_OUTPUT = re.compile(r"\A\s*Output:\n\n```text\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

ABOUT = """\
This notebook was made from [{title}]({address}). Run the next cell first.

- **You need a model.** Each cell talks to [Ollama](https://ollama.com/) on this machine, with its model `llama3` (`ollama pull llama3`).
  With no Ollama, start its stand-in from a copy of this site's source (`awaited model`): it answers as recorded here.
- **A notebook has a running event loop.** Where a program ends with `asyncio.run(main())`, the cell says `await main()`. Nothing else
  is changed.
- **Some programs need an interpreter of their own**, because they show a mistake or look at the loop itself. Their cells begin with
  `%%script` and hold the program as it is. What they import is written to files first, by cells that begin with `%%writefile`.

What stands under a cell before you run it was recorded when this site was made.
"""

SET_UP = """\
%pip install --quiet {packages}
import sys  # the cells that begin with %%script use this interpreter
"""

PACKAGES = ("langchain-core", "langchain-ollama", "langchain-openai", "langchain-community", "rich")

MORE_PACKAGES = {
    "apscheduler": "apscheduler",
    "celery": "celery",
    "django": "django",
    "fastapi": "fastapi[standard]",
    "flask": "flask[async]",
    "quart": "quart",
    "streamlit": "streamlit",
    "typer": "typer",
    "uvicorn": "uvicorn",
    "waitress": "waitress",
    "websockets": "websockets",
}
"""What else a page's programs need to be installed, by what they import."""


@dataclass(frozen=True)
class Cell:
    """A program as a cell."""

    source: str
    snippet: str
    own_interpreter: bool


def as_cell(code: str, snippet: str = "", alone: bool = False) -> Cell:
    """A snippet as the text of a cell: see above.

    Args:
        code: The snippet.
        snippet: Its name.
        alone: Whether it needs an interpreter of its own, whatever it says.
    """
    tree = ast.parse(code)
    runs = [
        statement
        for statement in tree.body
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and ast.unparse(statement.value.func) == "asyncio.run"
        and len(statement.value.args) == 1
        and not statement.value.keywords
    ]
    mentions = code.count("asyncio.run")
    if alone or mentions != len(runs) or mentions > 1 or _OWN_INTERPRETER.search(code):
        return Cell(_OWN_INTERPRETER_LINE + code, snippet, True)
    if runs:
        lines = code.encode().splitlines(keepends=True)
        call = runs[0].value
        assert isinstance(call, ast.Call)
        first, last, argument = lines[call.lineno - 1], lines[(call.end_lineno or 0) - 1], call.args[0]
        before, after = first[: call.col_offset], last[call.end_col_offset :]
        inner = ast.get_source_segment(code, argument) or ""
        lines[call.lineno - 1 : call.end_lineno] = [before + b"await " + inner.encode() + after]
        code = b"".join(lines).decode()
    return Cell(code, snippet, False)


def notebook(page: Page, text: str, settings: Settings, library: Library) -> dict[str, Any]:
    """A page as a notebook (nbformat 4.5).

    Args:
        page: A page of the built site.
        text: The page as Markdown.
        settings: Of the site.
        library: The snippets.
    """
    embedded = iter(page.embedded)
    mistakes = library.data().mistakes
    written: set[str] = set()
    about = ABOUT.format(title=page.title, address=settings.url + page.url if settings.url else "index.html")
    cells = [_markdown(about), _code("", "")]
    end = 0
    for match in _FENCE.finditer(text):
        cells += _words(text[end : match.start()])
        end = match.end()
        shown = next(embedded, None)
        if shown is None:
            cells += _words(match[0])  # a signature of the reference
            continue
        name, _, region = shown.partition(":")
        if region:  # a part of a program does not run
            cells += _words(match[0])
            continue
        neighbours = library.recording(name).files
        for file in neighbours:
            if file not in written:
                written.add(file)
                beside = f"{name.partition('/')[0]}/{file.removesuffix('.py')}"
                cells.append(_code(f"%%writefile {file}\n{library.code(beside)}", ""))
        program = as_cell(library.code(name), name, name in mistakes or bool(neighbours))
        recorded = ""
        if output := _OUTPUT.match(text, end):
            end = output.end()
            recorded = output["text"]
        cells.append(_code(program.source, recorded, snippet=name, own_interpreter=program.own_interpreter))
    cells += _words(text[end:])
    imported = set(
        re.findall(r"^(?:from|import) (\w+)", "\n".join(c["source"] for c in cells if c["cell_type"] == "code"), re.MULTILINE)
    )
    packages = [*PACKAGES, *(f'"{package}"' for module, package in MORE_PACKAGES.items() if module in imported)]
    cells[1] = _code(SET_UP.format(packages=" ".join(packages)), "")
    for number, cell in enumerate(cells):
        content = f"{page.path} {number} {cell['source']}"
        cell["id"] = hashlib.sha256(content.encode()).hexdigest()[:12]
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def as_text(document: dict[str, Any]) -> str:
    """The notebook's file."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def file_name(page: Page) -> str:
    """Where a page's notebook is, relative to the site: ``lesson/lesson.ipynb``; for the home page ``index.ipynb``."""
    name = page.url.rstrip("/").rpartition("/")[2] or "index"
    return f"{page.url}{name}.ipynb"


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _words(text: str) -> list[dict[str, Any]]:
    return [_markdown(text.strip() + "\n")] if text.strip() else []


def _code(source: str, output: str, **metadata: Any) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"awaited": metadata} if metadata else {},
        "outputs": outputs,
        "source": source.rstrip("\n"),
    }
