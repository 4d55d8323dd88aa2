"""The wheel, in environments without this repository: each way in, and what is said where an extra is missing."""

import shutil
import signal
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import awaited
from awaited import Recording
from tests.conftest import ROOT
from tests.package.conftest import Environment, build, names

SITE = ROOT / "tests" / "example_site"

PROGRAM = """\
import asyncio
import threading
import time

from awaited import FakeChatModel, Model

llm = FakeChatModel(server=Model({"Hi": "Hello there."}))


async def main():
    print((await llm.ainvoke("Hi")).content)


threading.Thread(target=time.sleep, args=(600,)).start()
asyncio.run(main())
"""


# -- what is in it


def test_what_is_in_it(wheel: Path) -> None:
    assert wheel.name == f"awaited-{awaited.__version__}-py3-none-any.whl"
    assert wheel.stat().st_size < 350_000
    found = names(wheel)
    assert {
        "awaited/py.typed",
        "awaited/__main__.py",
        "awaited/site/assets/awaited.css",
        "awaited/site/assets/glossary.css",
    } <= found
    assert all(name.startswith("awaited/") for name in found)
    assert "awaited/browser.py" not in found
    sources = {str(p.relative_to(ROOT)) for p in (ROOT / "awaited").rglob("*.py")}
    assert {name for name in found if name.endswith(".py")} == sources - {"awaited/browser.py"}


def test_what_it_says_of_itself(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        (folder,) = {name.partition("/")[0] for name in file.namelist() if ".dist-info/" in name}
        about = HeaderParser().parsestr(file.read(f"{folder}/METADATA").decode())
        entries = file.read(f"{folder}/entry_points.txt").decode()
    assert about["Version"] == awaited.__version__
    assert set(about.get_all("Provides-Extra", [])) == set(awaited._EXTRAS.values())
    assert "awaited = awaited.__main__:main" in entries


def test_the_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    build(ROOT, "sdist", tmp_path / "sdist")
    (archive,) = (tmp_path / "sdist").iterdir()
    with tarfile.open(archive) as file:
        file.extractall(tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()
    build(root, "wheel", tmp_path / "again")
    (again,) = (tmp_path / "again").iterdir()
    assert names(again) == names(wheel)
    assert (root / "CHANGELOG.md").is_file()


# -- without extras


def test_every_name_of_the_front_door(bare: Environment, full: Environment, tmp_path: Path) -> None:
    code = "import awaited\nfor name in awaited.__all__:\n    print(getattr(awaited, name).__name__)\nprint(awaited.__file__)"
    status, said = full.run("python", "-c", code, folder=tmp_path)
    assert status == 0, said
    *found, file = said.split()
    assert found == awaited.__all__
    assert Path(file).is_relative_to(full.folder)


def test_a_program_runs_on_the_stage(bare: Environment, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    status, said = bare.run("awaited", "run", "program.py", "--json", "run.json", "--html", "run.html", folder=tmp_path)
    assert status == 0, said
    assert said.startswith("    0.700 s  Task-1  Hello there.\n")
    assert Recording.from_text((tmp_path / "run.json").read_text()).seconds == 600
    assert "Hello there." in (tmp_path / "run.html").read_text()


def test_python_m(bare: Environment, tmp_path: Path) -> None:
    status, said = bare.run("python", "-m", "awaited", folder=tmp_path)
    assert status == 0, said
    assert "chapter" in said


def test_what_needs_an_extra_names_it(bare: Environment, tmp_path: Path) -> None:
    status, said = bare.run("python", "-c", "import awaited.site.embedding", folder=tmp_path)
    assert status == 1
    assert said.splitlines()[-1] == "ModuleNotFoundError: awaited.site.embedding needs markdown: pip install 'awaited[site]'"


def test_the_model_answers(bare: Environment, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text('[answers]\n"Hi" = "Hello."\n')
    with bare.popen("awaited", "model", "--answers", "answers.toml", "--port", "0", folder=tmp_path) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split(" at ")[1].split(". ")[0]
            with urllib.request.urlopen(url, timeout=20) as answer:
                assert answer.read() == b"Ollama is running"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def test_types_come_along(bare: Environment, tmp_path: Path) -> None:
    (tmp_path / "uses.py").write_text("from awaited import Model\n\nmodel: int = Model({})\n")
    command = [sys.executable, "-m", "mypy", "--python-executable", str(bare.folder / "bin" / "python"), "uses.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 'Incompatible types in assignment (expression has type "Model", variable has type "int")' in run.stdout
    assert "Found 1 error in 1 file" in run.stdout


# -- with them


@pytest.fixture
def documentation(tmp_path: Path) -> Path:
    """Somebody's documentation, far from here."""
    return Path(shutil.copytree(SITE, tmp_path / "documentation"))


@pytest.mark.parametrize("builder", [["mkdocs", "build", "--strict"], ["zensical", "build"]], ids=lambda b: b[0])
def test_somebodys_documentation(builder: list[str], full: Environment, documentation: Path) -> None:
    status, said = full.run(*builder, folder=documentation)
    assert status == 0, said
    page = (documentation / "site" / "index.html").read_text(encoding="utf-8")
    assert 'data-snippet="first/together"' in page
    assert "--awaited-ground:" in page


def test_somebodys_examples_are_recorded(full: Environment, documentation: Path) -> None:
    recording = documentation / "snippets/first/together.json"
    before = recording.read_bytes()
    recording.unlink()
    assert full.run("awaited", "record", folder=documentation) == (
        0,
        "first/together: recorded\n1 ran; 1 recorded, 0 did what their recordings say\n",
    )
    assert recording.read_bytes() == before


@pytest.mark.parametrize("builder", [["mkdocs", "build", "--strict"], ["zensical", "build"]], ids=lambda b: b[0])
def test_the_extensions_have_short_names(builder: list[str], full: Environment, documentation: Path) -> None:
    settings = documentation / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").replace(
        "  - awaited.site.embedding\n", "  - def_list\n  - awaited\n  - awaited-glossary\n"
    )
    settings.write_text(text, encoding="utf-8")
    (documentation / "docs/glossary.md").write_text("# Words\n\nAnswer\n:   What a model says.\n", encoding="utf-8")
    with (documentation / "docs/index.md").open("a", encoding="utf-8") as file:
        file.write("\nAn answer is a text.\n")
    status, said = full.run(*builder, folder=documentation)
    assert status == 0, said
    page = (documentation / "site" / "index.html").read_text(encoding="utf-8")
    assert 'data-snippet="first/together"' in page
    assert 'popovertarget="glossary-answer"' in page


def test_somebody_begins_a_chapter_and_renames_an_example(full: Environment, documentation: Path) -> None:
    with (documentation / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("nav:\n- index.md\n")
    status, said = full.run("awaited", "chapter", "anew", "--title", 'Anew: "more"', folder=documentation)
    assert status == 0, said
    assert "ends with" not in said
    status, said = full.run("awaited", "rename", "first/together", "first/both", folder=documentation)
    assert status == 0, said
    assert full.run("awaited", "record", folder=documentation) == (0, "2 ran; 0 recorded, 2 did what their recordings say\n")
    status, said = full.run("mkdocs", "build", "--strict", folder=documentation)
    assert status == 0, said
    assert 'data-snippet="first/both"' in (documentation / "site/index.html").read_text(encoding="utf-8")
    assert "What nobody else shows." in (documentation / "site/anew/index.html").read_text(encoding="utf-8")
