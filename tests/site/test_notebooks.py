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

from awaited.library import Library
from awaited.ollama import StandIn
from tests.site.report import Report
from tools import notebooks
from tools.built import Page as Built

SIDE_BY_SIDE = 4
"""Kernels at a time. They wait more than they compute."""

pytestmark = pytest.mark.filterwarnings("default")  # the packages of the kernel warn of each other


def stream(cell: Any, name: str = "stdout") -> str:
    """What a cell wrote."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == name)


def lines(text: str) -> list[str]:
    """What was printed, without what time makes of it."""
    return [re.sub(r"\d+(\.\d+)?", "#", line).rstrip() for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def executed(site: Path, pages: dict[str, Built], library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The notebooks after they ran, by their page; or the error that ended one."""
    paths = {
        path: site / notebooks.file_name(page) for path, page in pages.items() if (site / notebooks.file_name(page)).exists()
    }
    assert paths

    async def run(path: Path, folder: Path, url: str, gate: asyncio.Semaphore) -> Any:
        document = nbformat.read(path, as_version=4)
        environment = os.environ | {"OLLAMA_HOST": url, "OPENAI_BASE_URL": f"{url}/v1", "OPENAI_API_KEY": "none", "NO_COLOR": "1"}
        client = nbclient.NotebookClient(
            document, timeout=120, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
        )
        async with gate:
            try:
                await client.async_execute(env=environment)
            except (nbclient.exceptions.CellTimeoutError, nbclient.exceptions.DeadKernelError) as error:
                return error
        return document

    async def run_all() -> list[Any]:
        gate = asyncio.Semaphore(SIDE_BY_SIDE)
        runs = []
        for path in paths.values():
            # Each against a server of its own: slots and failures on demand are not shared.
            stand_in = stack.setdefault(path, StandIn(library.server()))
            stand_in.__enter__()
            runs.append(run(path, tmp_path_factory.mktemp(path.stem), stand_in.url, gate))
        return await asyncio.gather(*runs)

    stack: dict[Path, StandIn] = {}
    try:
        # In a thread of its own: in this one Playwright's loop may be running.
        with ThreadPoolExecutor(1) as pool:
            return dict(zip(paths, pool.submit(asyncio.run, run_all()).result(), strict=True))
    finally:
        for stand_in in stack.values():
            stand_in.__exit__(None, None, None)


@pytest.mark.timeout(1800)
def test_notebooks(executed: dict[str, Any], library: Library, report: Report) -> None:
    mistakes, elsewhere = library.data().mistakes, library.data().exempt.get("wire", {})
    wrong = []
    for path, document in executed.items():
        if isinstance(document, Exception):
            wrong.append(f"{path}: {document}")
            continue
        cells = [cell for cell in document.cells if cell.cell_type == "code" and cell.metadata.get("awaited")]
        compared = 0
        for cell in cells:
            name = cell.metadata.awaited.snippet
            errors = [f"{output.ename}: {output.evalue}" for output in cell.outputs if output.output_type == "error"]
            if errors:
                wrong.append(f"{path}: the cell {name} ends with {errors[0]}")
            elif (
                name not in elsewhere and name not in mistakes and not any(o.output_type == "display_data" for o in cell.outputs)
            ):
                recorded = "".join(p.text for p in library.recording(name).prints if p.to == "stdout")
                compared += 1
                if lines(stream(cell)) != lines(recorded):
                    wrong.append(f"{path}: the cell {name} prints\n{stream(cell)}{stream(cell, 'stderr')}instead of\n{recorded}")
        report.add("Notebooks", ("Page", "Programs", "Outputs compared"), (path, len(cells), compared))
    assert not wrong, "\n".join(wrong[:60])
