"""What is so in a process that has just begun, and can only be seen there."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_plugin import ALONE, OURS

CHANCE = """\
import os, tempfile
print(set("abcdefgh"), os.environ.get("PYTHONHASHSEED"))
with tempfile.TemporaryDirectory() as folder:
    print(folder)
    with open(os.path.join(folder, "x"), "w") as file:
        print(repr(file))
os.rmdir(folder)
"""


def test_a_program_prints_the_same_each_time_also_a_set_and_the_name_of_a_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "chance.py").write_text(CHANCE)
    command = [sys.executable, "-m", "awaited", "run", "chance.py"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    runs = [subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False) for _ in range(2)]
    assert runs[0].stdout == runs[1].stdout
    assert "None" in runs[0].stdout
    assert "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/tmp" in runs[0].stdout
    assert [run.returncode for run in runs] == [1, 1]


FIRST_ORDER = """\
from awaited.runner import AnyStage
from awaited.stage.choices import Tape

tape = Tape(interrupts=True)
with AnyStage(tape=tape) as stage:
    stage.execute(
        "import _thread\\nclass Box:\\n    n = 0\\ndef change():\\n    Box.n += 1\\n_thread.start_new_thread(print, ())\\nchange()\\n"
    )
print(*(met.kind for met in tape.met if met.place and met.place.line == 5))
"""


def test_threads_can_be_interrupted_in_the_first_order_of_a_process_too() -> None:
    command = [sys.executable, "-c", FIRST_ORDER]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stderr, run.stdout) == ("", "switch hold switch hold\n")


def test_copies_in_a_process_whose_first_stage_is_a_tests(tmp_path: Path) -> None:
    path = tmp_path / "test_first.py"
    path.write_text(
        "import queue\n\ndef test_it(stage):\n    with __import__('pytest').raises(queue.Empty):\n"
        "        queue.Queue().get(timeout=3)\n    assert stage.seconds == 3\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(tmp_path), *OURS, *ALONE, str(path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("kind", ["langchain_openai.ChatOpenAI", "langchain_ollama.ChatOllama"])
def test_the_first_client_of_a_process_leaves_no_connection(kind: str, tmp_path: Path) -> None:
    package, _, name = kind.partition(".")
    path = tmp_path / "test_first.py"
    path.write_text(
        f"from {package} import {name}\n\nasync def test_it(stage):\n    stage.answers['Hi'] = 'Hello'\n"
        f"    assert (await {name}(model='any').ainvoke('Hi')).content == 'Hello'\n"
    )
    warn = ("-W", "error", "-W", "ignore:.*pydantic:UserWarning")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "--rootdir",
        str(tmp_path),
        *OURS,
        *ALONE,
        *warn,
        str(path),
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_a_detector_of_blocking_calls_finds_none_of_the_stages_own(tmp_path: Path) -> None:
    """blockbuster replaces methods of locks, sockets and files, and its functions look at a thread-local, in each fiber.

    In a process of its own: it replaces them for all threads of a process, those of a test runner too.
    """
    file = tmp_path / "detects.py"
    file.write_text("""
import asyncio
from blockbuster import blockbuster_ctx
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI
ollama, openai = ChatOllama(model="llama3"), ChatOpenAI(model="gpt-4o-mini")
async def a_client_is_made():
    ChatOllama(model="llama3")
async def main(work):
    await work()
for work in (
    lambda: asyncio.to_thread(str, 1), a_client_is_made, lambda: ollama.ainvoke("Hi"), lambda: openai.ainvoke("Hi"),
):
    with blockbuster_ctx():
        asyncio.run(main(work))
    print("none")
""")
    (tmp_path / "answers.toml").write_text('[answers]\n"Hi" = "Hello!"\n')
    command = [sys.executable, "-m", "awaited", "run", str(file), "--answers", str(tmp_path / "answers.toml")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout.count("none") == 4, run.stdout + run.stderr


def test_copies_are_found_though_a_stage_of_other_patches_came_first() -> None:
    code = """
import queue, sys
from awaited.stage.patches import Patch, applied
from awaited import run

class Owner:
    x = 1

with applied([[Patch(Owner, "x", 2, "")]]):
    pass

def program():
    try:
        queue.Queue().get(timeout=5)
    except queue.Empty:
        print("empty")

recording = run(program)
print(recording.output, recording.seconds)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert told == "empty\n 5.0\n" or told == "empty\n 5\n", told
