"""Every notebook runs from top to bottom, in a kernel, against the stand-in for Ollama, and prints what its page says."""

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from awaited.model.stand_in import StandIn
from awaited.site.library import Library
from tests.site.report import Report
from tools.build import notebooks
from tools.built import Page as Built

SIDE_BY_SIDE = 4
"""Kernels at a time. They wait more than they compute."""

pytestmark = pytest.mark.filterwarnings("default")  # the packages of the kernel warn of each other


def stream(cell: Any, name: str = "stdout") -> str:
    """What a cell wrote."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == name)


def lines(text: str, torn: bool) -> list[str]:
    """What was printed, without what time makes of it: times, and the order of lines, which the wire run compares.

    Args:
        text: The output.
        torn: Whether threads print at the same moment. A kernel mixes such lines, letter by letter.
    """
    found = [re.sub(r"\d+(\.\d+)?", "#", line).rstrip() for line in text.splitlines() if line.strip()]
    return sorted("".join("".join(found).split()) if torn else found)


def execute(paths: dict[str, Path], library: Library, folder: Path) -> dict[str, Any]:
    """The notebooks after they ran, by their page; or the error that ended one."""

    async def run(page: str, gate: asyncio.Semaphore) -> Any:
        document = nbformat.read(paths[page], as_version=4)
        home = folder / page.replace("/", "-")
        home.mkdir(parents=True)
        # Each against a server of its own: slots and failures on demand are not shared.
        async with gate:
            with StandIn(library.server()) as stand_in:
                environment = {"OLLAMA_HOST": stand_in.url, "OPENAI_BASE_URL": f"{stand_in.url}/v1", "OPENAI_API_KEY": "none"}
                client = nbclient.NotebookClient(
                    document, timeout=120, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(home)}}
                )
                try:
                    await client.async_execute(env=os.environ | environment | {"NO_COLOR": "1"})
                except (nbclient.exceptions.CellTimeoutError, nbclient.exceptions.DeadKernelError) as error:
                    return error
        return document

    async def run_all() -> list[Any]:
        gate = asyncio.Semaphore(SIDE_BY_SIDE)
        return await asyncio.gather(*(run(page, gate) for page in paths))

    # In a thread of its own: in this one Playwright's loop may be running.
    with ThreadPoolExecutor(1) as pool:
        return dict(zip(paths, pool.submit(asyncio.run, run_all()).result(), strict=True))


def programs(document: Any) -> list[Any]:
    """The cells that hold a snippet."""
    return [cell for cell in document.cells if cell.cell_type == "code" and cell.metadata.get("awaited")]


def problems(document: Any, library: Library) -> tuple[list[str], int]:
    """What a notebook does that its page does not say, in words; and how many outputs were compared."""
    if isinstance(document, Exception):
        return [str(document)], 0
    mistakes, elsewhere = library.data().mistakes, library.data().exempt.get("wire", {})
    wrong, compared = [], 0
    for cell in programs(document):
        name = cell.metadata.awaited.snippet
        errors = [f"{output.ename}: {output.evalue}" for output in cell.outputs if output.output_type == "error"]
        if errors:
            wrong.append(f"the cell {name} ends with {errors[0]}")
        elif name not in elsewhere and name not in mistakes and not any(o.output_type == "display_data" for o in cell.outputs):
            prints = [p for p in library.recording(name).prints if p.to == "stdout"]
            recorded = "".join(p.text for p in prints)
            torn = len({p.by for p in prints if not p.by.startswith("Task-")}) > 1
            compared += 1
            if lines(stream(cell), torn) != lines(recorded, torn):
                wrong.append(f"the cell {name} prints\n{stream(cell)}{stream(cell, 'stderr')}instead of\n{recorded}")
    return wrong, compared


@pytest.mark.alone
@pytest.mark.timeout(1800)
def test_notebooks(site: Path, pages: dict[str, Built], library: Library, report: Report, tmp_path: Path) -> None:
    made = {path: file for path, page in pages.items() if (file := site / notebooks.file_name(page)).exists()}
    assert made
    wrong = []
    for path, document in execute(made, library, tmp_path).items():
        found, compared = problems(document, library)
        wrong += [f"{path}: {problem}" for problem in found]
        if not isinstance(document, Exception):
            report.add("Notebooks", ("Page", "Programs", "Outputs compared"), (path, len(programs(document)), compared))
    assert not wrong, "\n".join(wrong[:60])
