"""Each way in which an example can go wrong fails its test, and says what to do."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

OLLAMA = "from langchain_ollama import ChatOllama\nllm = ChatOllama(model='llama3')\n"

BAD = {
    "raises": ("1 / 0\n", "ends with ZeroDivisionError: catch it, or, if the mistake is the point, say so in [mistakes]"),
    "never_awaited": (OLLAMA + "llm.ainvoke('Hi')\n", "it warns: RuntimeWarning; its chapter's chapter.toml allows: nothing"),
    "task_left": (
        "import asyncio\nasync def main():\n    global t\n    t = asyncio.create_task(asyncio.sleep(9))\nasyncio.run(main())\n",
        "it leaves behind: task Task-2. Await every task, join every thread",
    ),
    "thread_left": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,)).start()\n",
        "it leaves behind: thread Thread-1",
    ),
    "network": ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:1')\n", "it ends with URLError"),
    "hangs": ("while True: pass\n", "computes or loops without end: on the stage only waiting takes no time"),
    "hangs_in_a_thread": (
        "import threading\ndef spin():\n    while True: pass\nt = threading.Thread(target=spin)\nt.start()\nt.join()\n",
        "computes or loops without end",
    ),
    "waits_for_ever": ("import asyncio\nasyncio.run(asyncio.Event().wait())\n", "ends with Deadlock"),
    "unknown_prompt": (OLLAMA + "llm.invoke('Ho')\n", "the fake model has no answer to 'Ho'. It knows these prompts:\n  Hi"),
    "exits": ("import os\nos._exit(0)\n", "bad/exits"),
    "leaks_a_file": ("open(__file__)\n", "it leaves behind: unclosed file"),
    "empty": ("", "snippets/bad/empty.py is empty: write the example, or remove the file"),
    "syntax": ("def f(:\n", "ends with SyntaxError"),
    "too_deep": ("def f(): f()\nf()\n", "ends with RecursionError"),
    "new": ("print('new')\n", "the snippet 'bad/new' has no recording: record it with `awaited record`"),
    "changed": ("print('two')\n", "+    0.000 s  the main thread writes 'two\\n'"),
}

IMPATIENT = """
def pytest_collection_modifyitems(items):
    for item in items:
        if "/hangs" in item.nodeid:
            item.add_marker(pytest.mark.timeout(0.5))
"""
"""What computes without end is given up soon; all others have their time on a busy machine, too."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests of this site, over other snippets."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "tests").mkdir()
    for name in ("conftest.py", "test_snippets.py", "skips.toml", "told.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests")
    # As if these had been recorded here: another Python is held to less.
    tests = folder / "tests" / "test_snippets.py"
    tests.write_text(
        re.sub(r"^RECORDED_WITH = .*", "RECORDED_WITH = sys.version_info[:2]", tests.read_text(), flags=re.MULTILINE)
    )
    (folder / "tests" / "differences.toml").touch()
    (folder / "conftest.py").write_text(f"import pytest\n{IMPATIENT}")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(settings.replace('pythonpath = ["."]', f'pythonpath = ["{ROOT}"]'), encoding="utf-8")
    snippets = folder / "snippets" / "bad"
    snippets.mkdir(parents=True)
    (folder / "snippets" / "common.toml").write_text('[models]\nllama3 = {}\n[answers]\nHi = "Hello!"\n')
    return folder


def check(project: Path, *options: str) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *options,
    ]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "500"})


def test_every_failure_says_what_to_do(project: Path) -> None:
    for name, (code, _) in BAD.items():
        (project / "snippets" / "bad" / f"{name}.py").write_text(code)
    from awaited.recording.recording import Print, Recording, digest

    recorded = Recording("bad/changed", digest("print('one')\n"), prints=[Print(0.0, "MainThread", "one\n")])
    recorded.save(project / "snippets" / "bad" / "changed.json")
    run = check(project, "tests/test_snippets.py")
    assert run.returncode == 1
    # What passes are the tests of that file about itself: one more there is one more here.
    assert re.search(rf"^{len(BAD)} failed, 4 passed in ", run.stdout, re.MULTILINE), run.stdout
    parts = re.split(r"_{3,} test_snippet\[bad/(\w+)\] _{3,}", run.stdout)
    reports = dict(zip(parts[1::2], parts[2::2], strict=True))
    for name, (_, message) in BAD.items():
        assert message in reports[name], f"{name}:\n{reports[name]}"


def test_what_fails_is_not_recorded_and_what_swallows_its_time_out_ends_the_run_and_is_named(project: Path) -> None:
    (project / "snippets" / "bad" / "raises.py").write_text("1 / 0\n")
    swallows = project / "snippets" / "bad" / "hangs_and_swallows.py"
    swallows.write_text("while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n")
    settings = re.search(r"^NO_HANG := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]
    try:
        # The other way round than by name: the second ends the process.
        chosen = [
            "-p",
            "no:randomly",
            "tests/test_snippets.py::test_snippet[bad/raises]",
            "tests/test_snippets.py::test_snippet[bad/hangs_and_swallows]",
        ]
        run = check(project, "--update-examples", *chosen, *settings.replace("=120", "=1").split())
    finally:
        swallows.unlink()
    assert run.returncode == 1
    assert run.stdout == "F", "the first failed, and the second never ended"
    assert not (project / "snippets" / "bad" / "raises.json").exists()
    assert re.search(r"swallows\w*\.py\", line \d", run.stderr), run.stderr


def test_a_crash_names_the_snippet(project: Path) -> None:
    crash = project / "snippets" / "bad" / "crashes.py"
    crash.write_text("import ctypes\nctypes.string_at(0)\n")
    try:
        run = check(project, "tests/test_snippets.py::test_snippet[bad/crashes]")
    finally:
        crash.unlink()
    assert run.returncode < 0
    assert "crashes" in run.stderr, run.stderr
