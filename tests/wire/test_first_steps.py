"""What "Start here" says of a first answer that does not come is what the real clients say."""

import os
import re
import sys
import venv
from pathlib import Path

import pytest

from awaited.model.model import Model
from awaited.model.stand_in import StandIn, listen
from awaited.site.library import Library
from tests.conftest import ROOT
from tests.wire.running import run_file

PAGE = ROOT / "docs" / "start-here.md"
SECTION = "## When the first answer does not come"
ROWS = re.findall(
    r"^\| `([^`]+)`(?:, or `[^`]+`)? \|",
    PAGE.read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0],
    re.MULTILINE,
)
"""The first column of its table: last lines of tracebacks."""

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


def last_line(library: Library, name: str, folder: Path, environment: dict[str, str], python: str = sys.executable) -> str:
    status, _, err, _ = run_file(library.path(name).absolute(), folder, environment, 60, python)
    assert status == 1, err
    return err.splitlines()[-1]


def nobody_listens() -> str:
    """An address at which there is no server."""
    with listen() as sock:
        return f"http://127.0.0.1:{sock.getsockname()[1]}"


def without_packages(folder: Path) -> str:
    """A Python that has nothing but the standard library."""
    venv.create(folder / "empty", with_pip=False, symlinks=os.name != "nt")
    return str(folder / "empty" / "bin" / "python")


def provoke(error: str, library: Library, folder: Path) -> str:
    """Make a program end with an error; give back its last line."""
    match error:
        case "ModuleNotFoundError":
            return last_line(library, "start_here/first_answer", folder, {}, without_packages(folder))
        case "ConnectError":
            return last_line(library, "start_here/first_answer", folder, {"OLLAMA_HOST": nobody_listens()})
        case "OpenAIConnectionError":
            settings = {"OPENAI_BASE_URL": f"{nobody_listens()}/v1", "OPENAI_API_KEY": "unused"}
            return last_line(library, "start_here/other_provider", folder, settings)
        case "ResponseError":
            with StandIn(Model({}, models={})) as stand_in:
                return last_line(library, "start_here/first_answer", folder, {"OLLAMA_HOST": stand_in.url})
        case "ImportError":
            return last_line(library, "from_langchain_community/capital", folder, {})
        case "OpenAIError":
            return last_line(library, "start_here/other_provider", folder, {})
    pytest.fail(f"{PAGE.name} lists {error}: say here how to provoke it")


def test_there_are_rows() -> None:
    assert len(ROWS) > 3


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.partition(":")[0])
def test_the_last_line_is_what_the_page_says(row: str, library: Library, tmp_path: Path) -> None:
    assert row in provoke(row.partition(":")[0], library, tmp_path)


def test_the_other_wording_of_an_older_course(library: Library, tmp_path: Path) -> None:
    said = last_line(library, "from_langchain_community/capital", tmp_path, {}, without_packages(tmp_path))
    assert said == "ModuleNotFoundError: No module named 'langchain_community'"
    assert ", or `No module named 'langchain_community'` |" in PAGE.read_text(encoding="utf-8")
