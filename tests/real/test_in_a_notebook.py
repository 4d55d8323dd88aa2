"""The cells of the page "In a notebook" in Jupyter: nbclient runs them in a kernel."""

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from awaited.recording.calls import Call
from awaited.site.library import Library
from tests.real.apps import Apps
from tests.wire.running import peak_in_flight

CHAPTER = "in_a_notebook"

NAMES = [
    path.stem
    for path in sorted((Path(__file__).parents[2] / "snippets" / CHAPTER).glob("*.py"))
    if "from kernel import run" in path.read_text(encoding="utf-8")
]

pytestmark = [pytest.mark.filterwarnings("default")]  # the packages of the kernel warn of each other


def cells(library: Library, name: str) -> Iterator[str]:
    """The cells of a notebook: what its program hands to ``run()``."""
    for node in ast.walk(ast.parse(library.code(f"{CHAPTER}/{name}"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "run":
            yield from (ast.literal_eval(argument).strip() for argument in node.args)


def written(cell: Any) -> str:
    """What stands under a cell after it ran; warnings apart."""
    text = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout")
    return text + "".join(f"{o.ename}: {o.evalue}\n" for o in cell.outputs if o.output_type == "error")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook(name: str, apps: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cell prints what it prints on the page, with as many calls in flight."""
    for key in ("OLLAMA_HOST", "HOME", "NO_PROXY", "LANGSMITH_TRACING"):
        monkeypatch.setenv(key, apps.environment[key])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells(apps.library, name)])

    def reader(**_: Any) -> None:
        """Nobody presses the keys at once."""
        time.sleep(0.1)

    where = {"metadata": {"path": str(apps.folder)}}
    nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", allow_errors=True, resources=where, on_cell_start=reader
    ).execute()
    recording = apps.library.recording(f"{CHAPTER}/{name}")
    out = "".join(p.text for p in recording.prints if p.to == "stdout")
    assert [written(cell) for cell in notebook.cells] == re.split(r"^\[\d+\]\n", out, flags=re.MULTILINE)[1:]
    recorded: list[Call] = recording.calls
    assert [call.label for call in sorted(apps.calls, key=lambda c: c.label)] == sorted(call.label for call in recorded)
    assert peak_in_flight(apps.calls) == recording.peak
    assert sorted(call.outcome for call in apps.calls) == sorted(call.outcome for call in recorded)
