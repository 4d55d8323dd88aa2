"""What a module says when it is imported, it says in every run (awaited/stage/imports.py)."""

import importlib
import random
import re
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import awaited
from awaited.model.model import Model
from awaited.runner import Stage
from awaited.stage import imports


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "retiring"
    folder.mkdir()
    (folder / "__init__.py").write_text("import warnings\nwarnings.warn('I retire.', DeprecationWarning, stacklevel=2)\n")
    (folder / "part.py").write_text("NUMBER = 4\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("retiring", "retiring.part"):
        sys.modules.pop(name, None)


def run(code: str) -> tuple[str, list[str], str]:
    with Stage(Model({})) as stage:
        stage.execute(code)
    recording = stage.recorded_as("an/example")
    return recording.output, recording.warned, recording.raised


def test_an_import_warns_in_every_run(package: None) -> None:
    runs = [run("from retiring.part import NUMBER\n") for _ in range(3)]
    said = "example.py:1: DeprecationWarning: I retire.\n  from retiring.part import NUMBER\n"
    assert runs == [(said, ["DeprecationWarning"], "")] * 3


def test_what_is_below_stays_reachable(package: None) -> None:
    first, second = (run("import retiring.part\nprint(retiring.part.NUMBER)\n") for _ in range(2))
    assert first == second
    assert first[0].endswith("\n4\n")


def test_a_warning_of_a_function_makes_nothing_be_forgotten(package: None) -> None:
    code = "import json, warnings\ndef f():\n    warnings.warn('Beware.', stacklevel=1)\nf()\n"
    before = sys.modules["json"]
    assert run(code)[1] == ["UserWarning"]
    assert sys.modules["json"] is before
    assert "__main__" in sys.modules


LOUD = """
import logging, sys
from concurrent.futures import ThreadPoolExecutor
log = logging.getLogger("retiring.loud")
log.setLevel(logging.INFO)
log.addHandler(logging.StreamHandler())
pool = ThreadPoolExecutor(1)
"""


def test_what_a_package_sets_up_while_it_is_imported_serves_all_programs(package: None, tmp_path: Path) -> None:
    (tmp_path / "retiring" / "__init__.py").write_text("")
    (tmp_path / "retiring" / "loud.py").write_text(LOUD)
    code = (
        "import logging, threading\nfrom concurrent.futures import ThreadPoolExecutor\nfrom retiring.loud import log, pool\n"
        "log.info('heard')\nprint(pool.submit(lambda: threading.current_thread().name).result())\n"
        "print(ThreadPoolExecutor(1).submit(lambda: threading.current_thread().name).result())\n"
        "log.setLevel(logging.ERROR)\nlog.handlers.clear()\n"
    )
    runs = [run(code) for _ in range(3)]
    assert runs == [("heard\nretiring_0\nThreadPoolExecutor-0_0\n", [], "")] * 3
    del sys.modules["retiring.loud"]


def test_what_a_package_takes_away_from_its_logger_is_gone_for_all_programs(package: None, tmp_path: Path) -> None:
    (tmp_path / "retiring" / "__init__.py").write_text(
        "import logging\nlog = logging.getLogger('retiring.log')\nkept, gone = logging.NullHandler(), logging.NullHandler()\n"
        "for handler in (gone, kept, kept): log.addHandler(handler)\nlog.removeHandler(gone)\nlog.setLevel('ERROR')\n"
    )
    code = "from retiring import log, kept\nprint(log.handlers == [kept], log.level)\nlog.handlers.clear()\nlog.setLevel(5)\n"
    assert [run(code) for _ in range(2)] == [("True 40\n", [], "")] * 2


def test_a_logger_that_a_program_meets_first_is_for_the_next_as_it_was(package: None, tmp_path: Path) -> None:
    (tmp_path / "retiring" / "__init__.py").write_text("import logging\nlogging.getLogger('retiring').setLevel(logging.INFO)\n")
    (tmp_path / "beside.py").write_text("import logging\nlogging.getLogger('retiring').setLevel(logging.ERROR)\n")
    levels = []
    for _ in range(2):
        with Stage(Model({})) as stage:
            stage.execute(
                "import logging, retiring\nprint(logging.getLogger('retiring').level)\nimport beside\n", str(tmp_path / "main.py")
            )
        levels.append(stage.recording.output)
    assert levels == ["20\n", "20\n"]


def test_what_can_be_set_up_once_is_set_up_by_each_program(
    monkeypatch: pytest.MonkeyPatch, package: None, tmp_path: Path
) -> None:
    monkeypatch.setattr("awaited.stage.imports.ONCE", ("retiring",))
    (tmp_path / "retiring" / "__init__.py").write_text("ready = []\n")
    assert [run("import retiring.part\nprint(retiring.ready)\nretiring.ready.append(1)\n")[0] for _ in range(2)] == ["[]\n"] * 2
    assert "retiring.part" not in sys.modules


def test_only_an_import_is_an_import() -> None:
    """A test runner's workers run code of their own under the name of a module; what is made there is a program's."""
    names: list[str] = []
    code = "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(1)\n"

    def program() -> None:
        space = {"__name__": "__channelexec__"}
        exec(compile(code, "elsewhere.py", "exec"), space)
        names.append(space["pool"]._thread_name_prefix)  # type: ignore[attr-defined]

    with Stage(Model({})) as stage:
        stage.call(program)
    assert names == ["ThreadPoolExecutor-0"]


def test_what_a_library_draws_when_it_is_imported_is_not_missing_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "draws_once.py").write_text("import random\nnumber = random.random()\n")
    monkeypatch.syspath_prepend(tmp_path)
    first, later = (run("import draws_once, random\nprint(random.random())\n") for _ in range(2))
    assert first == later
    assert first[0]


def test_a_module_beside_the_program_may_set_a_seed(tmp_path: Path) -> None:
    (tmp_path / "sets_a_seed.py").write_text("import random\nrandom.seed(5)\n")
    program = tmp_path / "program.py"
    program.write_text("import sets_a_seed, random\nprint(random.random())\n")
    assert awaited.run(program).output == f"{random.Random(5).random()}\n"


def test_a_module_is_imported_from_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "library.zip", "w") as archive:
        archive.writestr("packed_library.py", "import random\nDRAWN = random.random()\n")
    monkeypatch.syspath_prepend(tmp_path / "library.zip")
    with Stage(Model({})) as stage:
        stage.execute("import random\nimport packed_library\nprint(random.random() == packed_library.DRAWN)\n")
    assert stage.recording.output == "True\n", stage.recording.output
    sys.modules.pop("packed_library", None)


@pytest.mark.parametrize(
    ("module", "kind", "times"),
    [
        ("langchain_core._api", "LangChainDeprecationWarning", 1),
        ("langchain_core._api.deprecation", "LangChainPendingDeprecationWarning", 1),
        ("langchain_core._api", "LangChainBetaWarning", 1),
        ("urllib3.exceptions", "SecurityWarning", 2),
    ],
)
def test_a_package_has_its_own_kinds_of_warnings_shown_also_where_it_was_imported_before(
    module: str, kind: str, times: int
) -> None:
    importlib.import_module(module)
    code = (
        f"import warnings\nfrom {module} import {kind}\nseen = {{}}\n"
        f"for _ in range(2):\n    warnings.warn_explicit('Beware.', {kind}, '/their/module.py', 1, 'their.module', seen)\n"
    )
    assert run(code) == (f"{kind}: Beware.\n" * times, [kind] * times, "")


def test_what_is_known_of_what_modules_keep_is_in_them() -> None:
    """What is called otherwise one day would stay for the next program, and nobody would be told."""
    installed = Path(sysconfig.get_path("purelib"))
    for module, name in (*imports.FIRST, *imports.EMPTY):
        text = (installed / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")  # to import them would take a second
        assert re.search(rf"^{name}\b.*=", text, re.MULTILINE), (module, name)
