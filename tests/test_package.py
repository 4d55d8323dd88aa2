"""The front door: what it has, what it costs to come in, and which room may ask which."""

import ast
import inspect
import re
import subprocess
import sys
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

import awaited

PACKAGE = ROOT / "awaited"


def modules() -> Iterator[tuple[str, Path]]:
    """The package's modules, by their name."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


# -- the door


@pytest.mark.parametrize("name", awaited.__all__)
def test_each_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(awaited, name)
    assert value.__name__ == name
    assert len((inspect.getdoc(value) or "").split()) > 3


def test_each_name_is_exported_once() -> None:
    assert awaited.__all__ == sorted(set(awaited.__all__))
    assert set(awaited._DOOR) == set(awaited.__all__)
    shared = [getattr(awaited, n) for n in awaited.__all__]
    assert len({id(v) for v in shared}) == len(shared), "two names for one thing"
    for name, module in awaited._DOOR.items():
        assert getattr(awaited, name).__module__ == module, f"{name} is made elsewhere"
    rooms = [
        ast.parse(path.read_text(encoding="utf-8"))
        for name, path in modules()
        if path.name == "__init__.py" and name != "awaited"
    ]
    assert not [n for room in rooms for n in ast.walk(room) if isinstance(n, ast.ImportFrom)], "a room is no second door"


def test_type_checkers_are_told_the_same() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If))
    told = {alias.name: n.module for n in block.body if isinstance(n, ast.ImportFrom) for alias in n.names}
    assert told == awaited._DOOR


def test_no_name_is_hidden_by_a_module() -> None:
    """``import awaited.run`` would put the module in the place of the function, for everybody."""
    beside = {path.stem for path in PACKAGE.iterdir()}
    assert sorted(beside & set(awaited.__all__)) == []


def test_dir_and_a_name_that_is_not_there() -> None:
    assert dir(awaited) == sorted([*awaited.__all__, "__version__"])
    with pytest.raises(AttributeError, match=r"has no attribute 'Scheduler'; there are: Answer, Call, "):
        awaited.Scheduler  # noqa: B018


@pytest.mark.parametrize(
    ("way_in", "stays_out"),
    [
        ("awaited", ("langchain_core", "greenlet", "rich", "awaited.stage", "asyncio")),
        ("awaited.site", ("langchain_core", "greenlet", "awaited.stage", "awaited.model")),
        ("awaited.site.embedding", ("langchain_core", "greenlet", "awaited.stage", "awaited.model")),
        ("awaited.site.glossary", ("langchain_core", "awaited.stage", "awaited.model")),
        ("awaited.recording.recording", ("langchain_core", "greenlet", "awaited.stage", "awaited.model", "markdown")),
        ("awaited.__main__", ("langchain_core", "greenlet", "awaited.stage", "awaited.model", "markdown")),
    ],
)
def test_nobody_pays_for_what_he_does_not_use(way_in: str, stays_out: tuple[str, ...]) -> None:
    code = f"import {way_in}, sys; print(*[m for m in {stays_out!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr, run.returncode) == ("", "", 0)


@pytest.mark.parametrize("module", ["embedding", "glossary", "options", "reading", "styles"])
def test_what_needs_an_extra_names_it(module: str) -> None:
    code = f"import sys; sys.modules['markdown'] = None; import awaited.site.{module}"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    says = f"ModuleNotFoundError: awaited.site.{module} needs markdown: pip install 'awaited[site]'"
    assert run.stderr.splitlines()[-1] == says


@pytest.mark.parametrize("missing", ["markdown", "pymdownx.superfences"])
def test_a_part_of_a_package_that_is_missing_comes_with_its_extra(missing: str) -> None:
    error = ModuleNotFoundError("it is not here", name=missing)
    named = awaited._named_extra(error, "awaited.site.embedding")
    package = missing.partition(".")[0]
    assert (str(named), named.name) == (f"awaited.site.embedding needs {package}: pip install 'awaited[site]'", missing)
    for others in (ModuleNotFoundError("in words"), ModuleNotFoundError("of nobody's extra", name="markdown_of_another")):
        assert awaited._named_extra(others, "awaited.site.embedding") is others


def test_the_reference_shows_the_door_and_nothing_behind_it() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    shown = re.findall(r"^::: awaited\.(.+)$", page, re.MULTILINE)
    of_tests = ["testing.asked.Calls", "testing.stage.TestStage"]  # what the fixture gives; nobody imports them
    assert sorted(shown) == sorted([*awaited.__all__, "site.embedding", *of_tests])


WITHOUT_A_DOOR = {
    "Answers": "a table with which nobody begins: a mapping does, and `stage.answers` is there",
    "Print": "a line of `Recording.prints`, whose docstring says what is in it",
}
"""What a signature of the front door names, and nobody imports."""


def test_a_signature_of_the_door_names_nothing_behind_it() -> None:
    def named(hint: object) -> Iterator[str]:
        if getattr(hint, "__module__", "").startswith("awaited."):
            yield hint.__name__
        for part in hint if isinstance(hint, list) else typing.get_args(hint):
            yield from named(part)

    met = set()
    for name in awaited.__all__:
        value = getattr(awaited, name)
        hints = typing.get_type_hints(value.__init__ if isinstance(value, type) else value)
        met |= {part for hint in hints.values() for part in named(hint)}
    assert met - set(awaited.__all__) == set(WITHOUT_A_DOOR)


# -- the rooms

ROOMS: dict[str, set[str]] = {
    "recording": set(),
    "stage": set(),
    "model": {"recording"},
    "picture": {"recording"},
    "langchain": {"recording", "stage"},
    "runner": {"recording", "stage", "model", "picture", "langchain"},
    "site": {"recording", "picture"},
    "browser": {"recording", "stage", "model", "picture", "langchain", "runner"},
    "testing": {"recording", "stage", "model", "picture", "runner"},
    "commands": {"recording", "stage", "model", "picture", "langchain", "runner", "site", "testing"},
}
"""What each room may import of the others. ``awaited`` itself, the front door, may be asked by the commands alone."""

CUTS: dict[tuple[str, str], str] = {
    ("site.library", "model"): "a library makes the model of its snippets",
}
"""Imports that go against the rule, by module and room, until they are cut."""


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> Iterator[str]:
    """The modules of this package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "awaited":
            yield from (f"awaited.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: say the whole name"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_rooms_ask_one_way() -> None:
    found = {
        (name.removeprefix("awaited."), room(other))
        for name, path in modules()
        if name not in ("awaited", "awaited.__main__")
        for other in imports(path)
        if other.startswith("awaited.") and room(other) not in {room(name), *ROOMS[room(name)]}
    }
    assert sorted(found - set(CUTS)) == [], "an import against the order of the rooms"
    assert sorted(set(CUTS) - found) == [], "cut by now: take it out of the list"


def test_every_room_is_listed_and_there_is_no_circle() -> None:
    assert {room(name) for name, _ in modules()} - {"", "__main__"} <= set(ROOMS)
    order: list[str] = []
    while len(order) < len(ROOMS):
        free = [name for name, others in ROOMS.items() if name not in order and others <= set(order)]
        assert free, f"a circle among {sorted(set(ROOMS) - set(order))}"
        order += free


# -- what is built of it


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "awaited/__init__.py"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[({re.escape(awaited.__version__)}|Unreleased)\]", changes, re.MULTILINE)


def test_what_is_new_is_of_the_usual_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    assert headings
    for heading in headings:
        assert re.fullmatch(
            r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d|Added|Changed|Deprecated|Removed|Fixed|Security", heading
        )


def test_each_extra_is_named_where_it_is_missed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(awaited._EXTRAS.values()) == set(project["optional-dependencies"])
    assert (PACKAGE / "py.typed").is_file()
