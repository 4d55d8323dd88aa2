"""Packages that warn when they are imported do so in every run, as they would in every new process.

A process runs many snippets, and Python runs a module's code once: the warning of a package that says "I am deprecated" would be seen by
the first snippet that imports it and by no other. So a package that warned during a run is forgotten at its end, with all that is below it,
and the next program imports it anew. So is one that a process can set up only once.
"""

import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.machinery import SourceFileLoader
from types import FrameType, ModuleType
from typing import Any

from awaited.stage.patches import Patch, put

ONCE = ("celery", "django")
"""Packages that every program imports anew. Django's settings can be set once in the life of a process, and Celery gives the tasks of one
application to all that come after it."""

FIRST = {
    ("werkzeug._internal", "_logger"): None,  # set up when the first message is logged
}
"""What modules hold until they are first used, and hold again when a program begins."""

EMPTY = [
    ("streamlit.runtime.caching.cache_resource_api", "_resource_caches"),
    ("streamlit.runtime.caching.cache_data_api", "_data_caches"),
]
"""What modules keep for the length of a process, and hold empty when a program begins."""

SHOWN: list[tuple[str, str, Any]] = [
    ("langchain_core._api", "LangChainDeprecationWarning", "default"),
    ("langchain_core._api.deprecation", "LangChainPendingDeprecationWarning", "default"),
    ("langchain_core._api", "LangChainBetaWarning", "default"),
    ("urllib3.exceptions", "SecurityWarning", "always"),
]
"""How packages have their own kinds of warnings shown. They say so when they are imported; in a run that finds them imported it is said anew."""


_IMPORTS = "<frozen importlib._bootstrap>"
"""Where a module's code is called from when it is imported."""


def importer(owns: Callable[[FrameType], bool]) -> str:
    """The package whose own code runs while it is being imported; empty if none does.

    Args:
        owns: Whether a frame is the program's own code.
    """
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not owns(frame):
        below = frame.f_back
        # A script's own code, or what a test runner sends to its workers, is nobody's import.
        if frame.f_code.co_name == "<module>" and below is not None and below.f_code.co_filename == _IMPORTS:
            return str(frame.f_globals.get("__name__")).partition(".")[0]
        frame = frame.f_back
    return ""


class _InOrder(dict[Any, None]):
    """A set that is walked through in the order in which it was filled."""

    def add(self, element: Any) -> None:
        self[element] = None

    def remove(self, element: Any) -> None:
        del self[element]

    def discard(self, element: Any) -> None:
        self.pop(element, None)


def _scopes_in_order() -> Iterator[Patch]:
    """anyio cancels the scopes within a scope in the order of a set: by where they lie in memory, another one in each run."""
    if "anyio" not in sys.modules:
        return
    from anyio._backends._asyncio import CancelScope

    original = CancelScope.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._child_scopes = _InOrder()

    yield Patch(CancelScope, "__init__", init, "which scope is cancelled first is the same in every run")


_LOADER: Any = next(kind for kind in SourceFileLoader.__mro__ if "exec_module" in vars(kind))
"""What runs the code of a module that is imported."""


class Late:
    """What is replaced in modules that a program is the first to import: when they have been imported, until ``put_back``.

    Args:
        layers: By the name of a module, what is replaced in it.
    """

    def __init__(self, layers: Mapping[str, Callable[[ModuleType], Iterable[Patch]]]) -> None:
        self._layers = layers
        self._undo: list[tuple[object, str, Any]] = []

    def of_those_that_are_there(self) -> Iterator[Patch]:
        """What is replaced in those that were imported before."""
        for name, layer in self._layers.items():
            if (module := sys.modules.get(name)) is not None:
                yield from layer(module)

    def imported(self, module: ModuleType) -> None:
        """The program has imported a module."""
        if (layer := self._layers.get(module.__name__)) is not None:
            for patch in layer(module):
                self._undo.append((patch.owner, patch.name, put(patch.owner, patch.name, patch.value)))

    def put_back(self) -> None:
        """All of it is as before."""
        while self._undo:
            put(*self._undo.pop())


def _undisturbed(owns_file: Callable[[str], bool], late: Late) -> Iterator[Patch]:
    """A library that draws a random number when it is imported does so once in a process: the numbers that a program draws must not depend on
    it. (A module beside the program is the program's own: it may set a seed.)"""
    execute = _LOADER.exec_module

    def exec_module(loader: Any, module: ModuleType) -> None:
        if owns_file(getattr(loader, "path", "")):  # the loader of an archive has none
            execute(loader, module)
            return
        state = random.getstate()
        try:
            execute(loader, module)
        finally:
            random.setstate(state)
        late.imported(module)

    # A warning says who imports: to Python this is one of the functions between him and the module.
    exec_module.__code__ = exec_module.__code__.replace(co_filename=_IMPORTS)
    yield Patch(_LOADER, "exec_module", exec_module, "what a library draws when it is imported, it draws once in a process")


def patches(owns_file: Callable[[str], bool], late: Late) -> Iterator[Patch]:
    """What lets modules begin as they did in their first run."""
    yield from _scopes_in_order()
    yield from _undisturbed(owns_file, late)
    yield from late.of_those_that_are_there()
    for (module, name), value in FIRST.items():
        if (loaded := sys.modules.get(module)) is not None:
            yield Patch(loaded, name, value, "set up by an earlier program, in its own way", copies=False)
    for module, name in EMPTY:
        if (loaded := sys.modules.get(module)) is not None:
            yield Patch(loaded, name, type(getattr(loaded, name))(), "an earlier program's, which is over", copies=False)


def look_again_in(folder: str) -> None:
    """Let Python see files that have come into a folder, and into those below it. (``importlib.invalidate_caches`` looks again in all the world.)"""
    for path in [path for path in sys.path_importer_cache if path.startswith(folder)]:
        finder = sys.path_importer_cache[path]
        if finder is None:
            del sys.path_importer_cache[path]
        elif (invalidate := getattr(finder, "invalidate_caches", None)) is not None:
            invalidate()


class Announcements:
    """The packages that warned while they were being imported.

    Args:
        main: The name of the module that is the program itself.
    """

    def __init__(self, main: str = "__main__") -> None:
        self._main = main
        self._names: set[str] = {name for name in ONCE if name not in sys.modules}

    def note(self) -> None:
        """Call this while a warning is being shown: if it comes from a module's own code, that module is noted."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_name != "<module>":
            frame = frame.f_back
        name = frame.f_globals.get("__name__", self._main) if frame is not None else self._main
        if name != self._main:
            self._names.add(name)

    def forget(self) -> None:
        """Let the noted packages be imported anew."""
        for name in self._names & sys.modules.keys():
            for loaded in [n for n in sys.modules if n == name or n.startswith(f"{name}.")]:
                del sys.modules[loaded]
        self._names.clear()
