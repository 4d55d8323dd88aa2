"""The snippets on disk: their code, their data and their recordings.

A snippet is ``chapter/name``: the file ``chapter/name.py`` below the folder, with ``chapter/name.json``, its recording, beside it.
Data that is not code stands in TOML files: ``common.toml`` for all chapters, ``chapter/chapter.toml`` for one.
"""

import ast
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import decode_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awaited.recording.checks import unknown
from awaited.recording.recording import Recording, digest

if TYPE_CHECKING:  # LangChain takes longer to import than a small site to build, and only a server needs it
    from awaited.model.answers import Answers
    from awaited.model.model import Model


RECORD = "record it with `awaited record`"
"""What to do about a recording that is not there, or not of this code."""


class LibraryError(LookupError):
    """Something about a snippet is wrong; the message says what, where and what to do."""


@dataclass(frozen=True)
class Warns:
    """What a right program may do that others may not, with ``why``, a sentence for the reader."""

    why: str
    warns: Sequence[str] = ()
    leaves: bool = False


@dataclass(frozen=True)
class Mistake(Warns):
    """The same of one that shows a mistake: it may also end with an exception."""

    raises: str = ""


@dataclass(frozen=True)
class Exercise:
    """What a reader is asked, the hints one after the other, and the questions that say whether it is solved."""

    title: str
    task: str
    hints: Sequence[str]
    starter: str
    solution: str
    check: Mapping[str, Any]


FORMS: dict[str, type] = {"mistakes": Mistake, "warns": Warns, "exercises": Exercise}
"""What may stand in a table, by its name."""

RUNS = ("stage", "wire", "browser", "live")
"""The kinds of run that a snippet may be exempt from."""


@dataclass
class Data:
    """What the TOML files say, all together."""

    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The models of the fake server: see ``awaited.model.model.Speed``."""
    answers: dict[str, Any] = field(default_factory=dict)
    """What they say, by prompt: see ``awaited.model.model.Answers``."""
    mistakes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The snippets that show a mistake: see ``Mistake``."""
    warns: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The snippets that are right and warn all the same: see ``Warns``."""
    exercises: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The exercises: see ``Exercise``."""
    exempt: dict[str, dict[str, str]] = field(default_factory=dict)
    """By kind of run (see ``RUNS``): the snippets that cannot run there, each with the reason."""


class Library:
    """The snippets below one folder.

    Args:
        root: The folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._read: tuple[tuple[tuple[Path, int], ...], Data] | None = None
        self._folders: dict[Path, tuple[int, ...]] = {}

    def names(self) -> list[str]:
        """All snippets, as ``chapter/name``."""
        found = sorted(p for p in self.root.glob("*/*.py") if not p.name.startswith("_"))
        return [f"{p.parent.name}/{p.stem}" for p in found]

    def answers(self, exercise: str) -> dict[str, Path]:
        """What readers may well write to solve an exercise: programs that its check must accept (``right_...``) and refuse (``wrong_...``).

        They stand in ``chapter/answers/exercise/``, are not published, and are no snippets.
        """
        chapter, _, name = exercise.partition("/")
        return {path.stem: path for path in sorted((self.root / chapter / "answers" / name).glob("*.py"))}

    def path(self, name: str) -> Path:
        """The file of a snippet.

        Raises:
            LibraryError: There is none, or it lies outside the folder.
        """
        path = (self.root / f"{name}.py").resolve()
        if not path.is_relative_to(self.root.resolve()) or len(Path(name).parts) != 2:
            raise LibraryError(f"{name!r} is not a snippet's name: say chapter/name, for {self.root.name}/chapter/name.py")
        if not path.is_file():
            raise LibraryError(f"there is no snippet {name!r}: create {self.root.name}/{name}.py, or correct the name")
        return path

    def code(self, name: str) -> str:
        """The text of a snippet, byte for byte.

        Raises:
            LibraryError: It is missing, empty, not UTF-8 or not Python.
        """
        path = self.path(name)
        shown = f"{self.root.name}/{name}.py"
        try:
            code = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise LibraryError(f"{shown}, line {line}: not UTF-8 text; save the file as UTF-8") from None
        except OSError as error:
            raise LibraryError(f"{shown} cannot be read: {error.strerror}") from None
        if not code.strip():
            raise LibraryError(f"{shown} is empty: write the example, or remove the file")
        return code

    def region(self, name: str, region: str) -> tuple[int, str]:
        """A part of a snippet by the name of its function or class (``main``, ``Model._generate``).

        Returns:
            The number of its first line, and its text.

        Raises:
            LibraryError: There is no such function or class; the message names those that there are.
        """
        code = self.code(name)
        try:
            found = dict(_definitions(ast.parse(code)))
        except SyntaxError as error:
            raise LibraryError(f"{self.root.name}/{name}.py, line {error.lineno}: {error.msg}") from None
        if region not in found:
            known = ", ".join(found) or "none"
            raise LibraryError(f"{self.root.name}/{name}.py has no function or class {region!r}; it has: {known}")
        node = found[region]
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        return first, "".join(code.splitlines(True)[first - 1 : node.end_lineno])

    def recording_path(self, name: str, environment: str = "") -> Path:
        """Where the recording of a snippet is kept: beside it, or for another environment in a folder of that name."""
        path = self.path(name).with_suffix(".json")
        return path.parent / environment / path.name

    def recording(self, name: str, environment: str = "") -> Recording:
        """The recording of a snippet, whatever its code says now.

        Args:
            name: The snippet.
            environment: Of which environment, where it is not the site's: the name of a file in ``requirements/``.

        Raises:
            LibraryError: There is none.
            NotARecording: It is damaged.
        """
        path = self.recording_path(name, environment)
        shown = path.relative_to(self.root.parent.resolve())
        do = f"record it in the environment {environment}" if environment else RECORD
        if not path.is_file():
            where = f" of {environment}" if environment else ""
            raise LibraryError(f"the snippet {name!r} has no recording{where}: {do}")
        recording = Recording.from_text(path.read_text(encoding="utf-8"), str(shown))
        if recording.snippet != name:
            raise LibraryError(f"{shown} is the recording of {recording.snippet!r}: {do}")
        return recording

    def stale(self, name: str, recording: Recording) -> str:
        """Why a recording does not belong to what the snippet's files say now; empty if it does.

        A program may import modules beside it: the recording has the digest of each file that ran.
        """
        if recording.code != digest(self.code(name)):
            return f"the recording of {name!r} belongs to other code"
        folder = self.path(name).parent
        for file, code in recording.files.items():
            path = folder / file
            if not path.is_file():
                return f"the recording of {name!r} was made with {folder.name}/{file}, which is not there any more"
            if digest(decode_source(path.read_bytes())) != code:
                return f"the recording of {name!r} was made with another {folder.name}/{file}, which it imports"
        return ""

    def data(self) -> Data:
        """What the TOML files say.

        Raises:
            LibraryError: A file is damaged, has what nobody reads or lacks what somebody does, or two say different things of one name.
        """
        return self._known()[1]

    def started_elsewhere(self, name: str) -> bool:
        """Whether a snippet is no program of its own (``[exempt.stage]``): its recording says nothing but which code it is of."""
        return name in self.data().exempt.get("stage", {})

    def stamp(self, name: str, environment: str = "") -> tuple[int, ...]:
        """Numbers that change when the snippet, a program beside it, its recording or the data change.

        Raises:
            LibraryError: There is no such snippet, or no recording of it.
        """
        path = self.path(name)
        recording = self.recording_path(name, environment)
        if not recording.is_file():
            self.recording(name, environment)  # says so
        return *self._beside(path.parent), recording.stat().st_mtime_ns, *(stamp for _, stamp in self._known()[0])

    def _beside(self, folder: Path) -> tuple[int, ...]:
        """When the programs of a folder were changed; a library looks once."""
        if folder not in self._folders:
            self._folders[folder] = tuple(path.stat().st_mtime_ns for path in sorted(folder.glob("*.py")))
        return self._folders[folder]

    def _known(self) -> tuple[tuple[tuple[Path, int], ...], Data]:
        """The data, and the files that it was read from; a library reads them once."""
        if self._read is None:
            files = [self.root / "common.toml", *sorted(self.root.glob("*/chapter.toml"))]
            stamps = tuple((p, p.stat().st_mtime_ns) for p in files if p.is_file())
            self._read = stamps, _data(stamps)
        return self._read

    def server(self) -> "Model":
        """A new server with the answers of all chapters."""
        from awaited.model.model import Model
        from awaited.model.speed import speed

        return Model(self._answers, {name: speed(name, given) for name, given in self.data().models.items()})

    @functools.cached_property
    def _answers(self) -> "Answers":
        """The answers of all chapters, prepared once for all servers."""
        from awaited.model.answers import Answers

        return Answers(self.data().answers)


@functools.lru_cache(maxsize=4)
def _data(files: tuple[tuple[Path, int], ...]) -> Data:
    data = Data()
    for path, _ in files:
        shown = f"{path.parent.name}/{path.name}"
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise LibraryError(f"{shown}: {error}") from None
        chapter = path.parent.name if path.name == "chapter.toml" else ""
        for table, entries in tables.items():
            if table not in Data.__dataclass_fields__:
                raise LibraryError(f"{shown}: there is no table [{table}]; there are {', '.join(Data.__dataclass_fields__)}")
            if not isinstance(entries, dict):
                raise LibraryError(f"{shown}: {table} is a table: write [{table}]")
            known = getattr(data, table)
            for name, value in entries.items():
                if table == "exempt":
                    _check_reasons(shown, name, value)
                    known.setdefault(name, {}).update({_full(chapter, k): v for k, v in value.items()})
                    continue
                if table in ("mistakes", "warns", "exercises"):
                    name = _full(chapter, name)
                if name in known:
                    raise LibraryError(f"{shown}: [{table}] has {name!r}, which another file has too; keep one")
                _check(shown, table, name, value)
                known[name] = value
    return data


def _check_reasons(shown: str, name: str, reasons: Any) -> None:
    """See that each exemption is from something, and has its reason: pages show it."""
    if name not in RUNS:
        raise LibraryError(f"{shown}: there is no [exempt.{name}]; there are {', '.join(f'[exempt.{run}]' for run in RUNS)}")
    if not isinstance(reasons, dict):
        raise LibraryError(f"{shown}: exempt.{name} is a table: write [exempt.{name}]")
    for snippet, reason in reasons.items():
        if not isinstance(reason, str) or not reason.endswith("."):
            raise LibraryError(f"{shown}: [exempt.{name}] says of {snippet} {reason!r}; write a sentence that says why")


def _check(shown: str, table: str, name: str, value: Any) -> None:
    """See that something can be made of an entry, while the file that it stands in is known."""
    from awaited.model import tables

    try:
        if table == "answers":
            from awaited.model.answers import answer

            answer(name, value)
        elif table == "models":
            from awaited.model.speed import speed

            speed(name, value)
        else:
            tables.check(f"{name!r} in [{table}]", value, FORMS[table])
    except tables.WrongTable as error:
        raise LibraryError(f"{shown}: {error}") from None
    if table == "exercises" and (sentence := unknown(value["check"])):
        raise LibraryError(f"{shown}: 'check' of {name!r} in [exercises]: {sentence}")


def _full(chapter: str, name: str) -> str:
    return f"{chapter}/{name}" if chapter and "/" not in name else name


def _definitions(tree: ast.AST, prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append((prefix + node.name, node))
            found += _definitions(node, f"{prefix}{node.name}.")
    return found
