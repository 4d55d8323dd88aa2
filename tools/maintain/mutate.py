"""Do the tests see a mistake? Random lines of ``awaited/`` are changed, one at a time, and the quick tests are run for each.

``python -m tools.maintain.mutate --number 40 --seed 1`` says of each changed line whether a test failed. What survives is a test that is missing, or
a line that makes no difference. ``--only awaited/stage/pipes.py --near`` is for who writes tests for one file. It works on a copy of the project.
Tests that are about the changed file's room run first, and the first failure is enough; all others run only for what these do not see. What they
import is imported once: each change is tried in a fork of this process.
"""

import argparse
import ast
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.builders import ROOT

PACKAGE = "awaited"
PATIENCE = 1800
"""Seconds. What has not ended by then hangs, and is caught: so are tests, each after less."""

FIRST = {
    "stage": "virtual_time manners stage network neighbours servers trace steps output_limit",
    "model": "answers over_http memory in_a_page http_server real_clients ollama chat_model",
    "recording": "trace steps stepping exercises library output_limit timeline stage",
    "picture": "timeline stepping steps plot look embedding commands",
    "site": "embedding library glossary reading exercises",
    "commands": "commands",
    "browser": "browser",
    "testing": "orders plugin races output_limit",
    "": "package stage manners commands answers",
}
"""The tests that are about each room. The checks of style and types are none: they would see that a line was changed by a program."""

LAST = "exercises site theme which_one addresses".split()
"""What takes longest: of the built site."""

HEAVY = "langchain_ollama langchain_openai langgraph.graph numpy lxml.html bs4 markdown nbformat rich.progress sqlalchemy".split()
"""What the tests import that takes long, and says nothing when it is imported."""

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
}  # fmt: skip


@dataclass
class Mutant:
    """One change of one line."""

    path: str
    line: int
    before: str
    after: str
    text: str
    """The whole changed file."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}\n    - {self.before}\n    + {self.after}"


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in the place of an expression or a statement."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARE:
            yield ast.Compare(node.left, [_COMPARE[type(op)]()], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
            yield node.values[0]
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value) if value:
            yield ast.Constant(f"{value}X")
        case ast.Return(value=value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.If():
            yield ast.If(ast.Constant(False), node.body, node.orelse)
            yield ast.If(ast.Constant(True), node.body, node.orelse)
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Delete() | ast.Continue() | ast.Break():
            yield ast.Pass()


def mutants(root: Path, seed: int, only: str = PACKAGE) -> Iterator[Mutant]:
    """Random changes of a file, or of all files in a folder, without end."""
    rng = random.Random(seed)
    files = [root / only] if (root / only).is_file() else sorted((root / only).rglob("*.py"))
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in files]
    while True:
        path = rng.choices(files, lines)[0]
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        never = _no_code(tree)
        nodes = [n for n in ast.walk(tree) if hasattr(n, "lineno") and n not in never]
        if not nodes:  # a docstring alone
            continue
        wanted = rng.choice(sorted({n.lineno for n in nodes}))
        found = [(node, change) for node in nodes if node.lineno == wanted for change in changes(node)]
        if not found:
            continue
        node, change = rng.choice(found)
        changed = _replaced(source, node, change)
        if changed and changed != source:
            rows, others = source.splitlines(), changed.splitlines()
            at = next((n for n, (a, b) in enumerate(zip(rows, others, strict=False)) if a != b), 0)
            yield Mutant(path.relative_to(root).as_posix(), at + 1, rows[at].strip(), others[at].strip(), changed)


def _no_code(tree: ast.Module) -> set[ast.AST]:
    """What is never run, or says nothing that a program does: docstrings, annotations, what type checkers see, whether a class is frozen, and the words
    of errors."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        wasted: list[ast.AST | None] = []
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                wasted = [node]
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                wasted = [node]
            case ast.AnnAssign():
                wasted = [node.annotation]
            case ast.arg():
                wasted = [node.annotation]
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                wasted = [node.returns]
            case ast.ClassDef():
                wasted = [*node.decorator_list]
            case ast.JoinedStr():
                wasted = [part for part in node.values if isinstance(part, ast.Constant)]
            case ast.Call(func=ast.Name(id="Patch")):
                wasted = [*node.args[3:]]
        for part in filter(None, wasted):
            found |= set(ast.walk(part))
    return found


def _replaced(source: str, node: ast.AST, change: ast.AST) -> str:
    """A source with one node changed; empty where that makes no program."""
    lines = source.encode().splitlines(keepends=True)
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1  # type: ignore[attr-defined]
    if isinstance(node, ast.If):  # its test alone: the rest keeps its lines
        assert isinstance(change, ast.If)
        node, change = node.test, change.test
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    start, end = node.col_offset, node.end_col_offset or 0  # type: ignore[attr-defined]
    text = ast.unparse(ast.fix_missing_locations(change))
    if isinstance(change, ast.expr) and not isinstance(change, ast.Constant | ast.Name):
        text = f"({text})"
    rest = b"\n" * (last - first)  # lines keep their numbers
    joined = b"".join(
        [*lines[:first], lines[first][:start], text.encode(), lines[last][end:].rstrip(b"\n"), rest, b"\n", *lines[last + 1 :]]
    )
    try:
        ast.parse(joined)
    except (SyntaxError, ValueError):
        return ""
    return joined.decode()


def tests_for(root: Path, path: str) -> tuple[list[str], list[str]]:
    """The files of quick tests: those that are about a file, and all others, the snippets first."""
    parts = Path(path).with_suffix("").parts[1:]
    every = sorted(p.stem.removeprefix("test_") for p in (root / "tests").glob("test_*.py"))
    about = dict.fromkeys([parts[-1], *FIRST.get(parts[0], FIRST[""]).split()])
    first = [name for name in about if name in every]
    left = dict.fromkeys(["snippets", *(name for name in every if name not in LAST), *LAST])
    others = [name for name in left if name not in first and name != "style"]
    return [f"tests/test_{name}.py" for name in first], [f"tests/test_{name}.py" for name in others]


def caught(root: Path, mutant: Mutant, near: bool) -> str:
    """Try a change, perhaps on the tests that are about its room alone. Returns what failed, or nothing."""
    first, others = tests_for(root, mutant.path)
    return failed(root, first) or ("" if near else failed(root, others))


def failed(root: Path, tests: list[str]) -> str:
    """Run tests in a fork. Returns what failed first, or nothing."""
    told = root / "told.txt"
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        status = 99
        try:
            os.setsid()
            status = _child(root, tests, told)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            words = told.read_text(encoding="utf-8").strip() if told.exists() else ""
            return words or ("" if status == 0 else f"the run ended with {os.waitstatus_to_exitcode(status)}")
        time.sleep(0.1)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "it hangs"


class _First:
    """Writes down the first test that fails."""

    def __init__(self, told: Path) -> None:
        self._told = told

    def pytest_runtest_logreport(self, report: object) -> None:
        if getattr(report, "failed", False) and not self._told.exists():
            self._told.write_text(str(getattr(report, "nodeid", "")), encoding="utf-8")

    pytest_collectreport = pytest_runtest_logreport


def _child(root: Path, tests: list[str], told: Path) -> int:
    import pytest
    from _pytest.assertion.rewrite import AssertionRewritingHook

    # What was imported before pytest came is not rewritten for it; the runs within its tests would take the warning for an error.
    AssertionRewritingHook._warn_already_imported = lambda self, name: None  # type: ignore[method-assign]
    out = os.open(root / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    # Beside the project and not in it: pytest takes its settings from the folders above.
    options = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", f"--basetemp={root.parent / 'temporary'}"]
    return int(pytest.main([*options, *tests], plugins=[_First(told)]))


def copied(target: Path) -> Path:
    """A copy of the project, in which lines can be changed."""
    built = {".git", ".venv", "build", "site", ".cache"}

    def left_out(folder: str, names: list[str]) -> set[str]:
        return {n for n in names if n in ("node_modules", "__pycache__") or (n in built and Path(folder) == ROOT)}

    return Path(shutil.copytree(ROOT, target, symlinks=True, ignore=left_out))


def main(arguments: list[str] | None = None) -> int:
    """``python -m tools.maintain.mutate``. The exit code is the number of survivors."""
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.mutate", description="Do the tests see a mistake?")
    parser.add_argument("--number", type=int, default=40, help="how many lines are changed (default: 40)")
    parser.add_argument("--seed", type=int, default=1, help="others for another seed (default: 1)")
    parser.add_argument("--only", default=PACKAGE, metavar="PATH", help=f"a file or folder of {PACKAGE}/ (default: all of it)")
    parser.add_argument("--near", action="store_true", help="run only the tests that are about the room of a changed line")
    parser.add_argument("--list", action="store_true", help="say which changes would be tried, and try none")
    given = parser.parse_args(arguments)
    if not (ROOT / given.only).exists():
        parser.error(f"there is no {given.only} in {ROOT}")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        root = copied(Path(folder) / "project")
        chosen = [mutant for mutant, _ in zip(mutants(root, given.seed, given.only), range(given.number), strict=False)]
        if given.list:
            print(*chosen, sep="\n")
            return 0
        os.chdir(root)
        os.environ["PYTHONPATH"] = str(root)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.path[:0] = [str(root)]
        for name in HEAVY:
            with suppress(ImportError):
                importlib.import_module(name)
        for name in [n for n in sys.modules if n.partition(".")[0] in ("awaited", "tools")]:
            del sys.modules[name]
        first, others = tests_for(root, chosen[0].path)
        if wrong := failed(root, first if given.near else first + others):
            print(f"{wrong} fails without any change:\n{(root / 'said.txt').read_text(encoding='utf-8')[-3000:]}")
            return 1
        survivors = []
        for number, mutant in enumerate(chosen, 1):
            file = root / mutant.path
            before = file.read_text(encoding="utf-8")
            file.write_text(mutant.text, encoding="utf-8")
            seen = caught(root, mutant, given.near)
            file.write_text(before, encoding="utf-8")
            print(f"{number}. {mutant}\n    {seen or 'SURVIVES'}", flush=True)
            if not seen:
                survivors.append(mutant)
    print(f"{len(chosen) - len(survivors)} of {len(chosen)} are caught")
    return len(survivors)


if __name__ == "__main__":
    sys.exit(main())
