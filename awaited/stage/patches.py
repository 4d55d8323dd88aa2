"""All that the stage replaces has one owner: what is put here is taken back here, in reverse, whatever happens.

Each layer of the stage (threads, clocks, network, process) says what it replaces as a series of ``Patch``, each with the reason.
``applied`` puts them, and two things that follow from them:

* *Copies.* ``from time import monotonic as now`` keeps a function under another name. Wherever a module holds such a copy, it is replaced
  too; and a module that is first imported on the stage, and copies what it finds there, gets the original at the end. So nothing of
  the stage stays in anybody's modules.
* *Types that are written in C.* A lock that was made long before the stage is an object of a built-in type, and no name leads to it.
  So the methods of the type itself are replaced, for as long as the stage is up (``_put_builtin``). Programs keep their real locks.
"""

import ctypes
import functools
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, NamedTuple, cast

MISSING: Any = object()
"""The value of what is not there: putting it removes the name."""


class Patch(NamedTuple):
    """One thing that the stage replaces."""

    owner: object
    """A module, a class (one that is written in C, too), or another object."""
    name: str
    """The attribute."""
    value: Any
    """What it is on the stage."""
    why: str
    """The reason, for whoever reads the list."""
    copies: bool = True
    """Whether modules that hold the original under a name of their own get the replacement too."""


_KEEP_REAL = ("_pytest", "pytest", "xdist", "execnet", "faulthandler", "awaited.stage", "multiprocessing", "pyodide", "_pyodide")
"""Modules that go on with the real thing: they run the tests, or the stage itself."""


class Unpatched(NamedTuple):
    """The originals by the identity of what stands for them on the stage, and the other way round."""

    replacement: dict[int, tuple[Any, Any]]
    """From the identity of an original to (original, replacement)."""
    original: dict[int, tuple[Any, Any]]
    """From the identity of a replacement to (replacement, original)."""
    places: set[tuple[str, str]]
    """The modules and names where the originals stood."""


@contextmanager
def applied(layers: Iterable[Iterable[Patch]]) -> Iterator[None]:
    """Put the patches of all layers for the length of the context.

    A patch that cannot be put undoes those before it, and is raised.
    """
    global _depth
    known = Unpatched({}, {}, set())
    undo: list[tuple[Callable[..., object], tuple]] = []
    with ExitStack() as stack:
        stack.callback(_in_reverse, undo)
        for layer in layers:
            for owner, name, value, _, copies in layer:
                before = put(owner, name, value)
                if not (copies and type(owner) is ModuleType and before is not MISSING and callable(before)):
                    undo.append((put, (owner, name, before)))
                else:
                    # pytest-socket ends the guard of a test before the stage of that test ends: put back, it would stay, and the next guard would
                    # derive from it.
                    undo.append((_restore, (vars(owner), name, value, before)))
                    known.replacement.setdefault(id(before), (before, value))
                    known.original[id(value)] = value, before
                    known.places.add((owner.__name__, name))
        stack.callback(_give_back, known, sys.modules.copy())
        for namespace, key, value in _copies(known):
            before, namespace[key] = namespace[key], value
            undo.append((_restore, (namespace, key, value, before)))
        _depth += bool(known.replacement)
        try:
            yield
        finally:
            _depth -= bool(known.replacement)


def _in_reverse(undo: list[tuple[Callable[..., object], tuple]]) -> None:
    """All of it, whatever happens to one of them."""
    with ExitStack() as stack:
        while undo:
            function, arguments = undo.pop()
            try:
                function(*arguments)
            except BaseException as error:
                stack.callback(_raise, error)


def _raise(error: BaseException) -> None:
    raise error


def put(owner: object, name: str, value: Any) -> Any:
    """Set an attribute, of a built-in type if need be.

    Returns:
        What it was; ``MISSING`` if it was not there, or was inherited.
    """
    if type(owner) is ModuleType and value is not MISSING and (before := vars(owner).get(name, MISSING)) is not MISSING:
        vars(owner)[name] = value
        return before
    if isinstance(owner, type):
        if owner.__flags__ & _IMMUTABLE:
            return _put_builtin(owner, name, value)
        before = vars(owner).get(name, MISSING)  # the plain entry: getattr would bind it
    else:
        before = getattr(owner, name, MISSING) if name in getattr(owner, "__dict__", {}) or hasattr(owner, name) else MISSING
    if value is MISSING:
        delattr(owner, name)
    else:
        setattr(owner, name, value)
    return before


_IMMUTABLE = 1 << 8
"""The flag of types whose attributes cannot be set: most of those that are written in C."""


def _put_builtin(owner: type, name: str, value: Any) -> Any:
    namespace = _namespace(owner)
    before = namespace.get(name, MISSING)
    if value is MISSING:
        del namespace[name]
    else:
        namespace[name] = value
    _modified(owner)  # what the interpreter has cached of it is void
    return before


@functools.cache
def _namespace(owner: type) -> dict[str, Any]:
    # Python shows the dictionary of such a type through a read-only view; the view's one referent is the dictionary.
    (namespace,) = gc.get_referents(vars(owner))
    return cast(dict[str, Any], namespace)


_modified: Any = ctypes.pythonapi.PyType_Modified
_modified.argtypes = [ctypes.py_object]


def _restore(namespace: dict[str, Any], key: str, ours: Any, before: Any) -> None:
    if namespace.get(key) is ours:  # else the module has put something of its own there
        namespace[key] = before


_scanned: dict[str, Any] = {}
"""The modules that were looked through. The modules, and not their identities: one that is imported anew may get the place of the old one."""
_sought: set[int] = set()
"""What was looked for in them, by its identity: not every stage replaces the same."""
_places: set[tuple[str, str]] = set()
"""Where that stood."""
_held: dict[int, list[tuple[dict[str, Any], str]]] = {}
"""By the identity of an original: where modules hold it under a name of their own. Originals live as long as their modules."""
_depth = 0
"""How many ``applied`` there are around this one that have replaced what others may hold."""


def _copies(known: Unpatched) -> Iterator[tuple[dict[str, Any], str, Any]]:
    """Where modules hold an original, and what belongs there now. Each module is looked through once for each in the life of the process."""
    global _scanned
    asked = known.replacement
    if not asked:
        return
    others = asked.keys() - _sought
    _sought.update(asked)
    if known.places <= _places:
        # Where only somebody else has put something of his own in the place of an original, as pytest-socket does for each test, who could hold
        # a copy of that was imported since.
        others = set()
    _places.update(known.places)
    before = _scanned
    imported = before != sys.modules
    # Within another one, who was imported since holds what that has put there: he is looked through later once more.
    if imported and not _depth:
        _scanned = sys.modules.copy()
    if imported or others:
        for name, module in list(sys.modules.items()):
            sought = others if before.get(name, MISSING) is module else _sought
            namespace = getattr(module, "__dict__", None)
            if not sought or not isinstance(namespace, dict) or name.startswith(_KEEP_REAL):
                continue
            for key, value in list(namespace.items()):
                if id(value) in sought:
                    _held.setdefault(id(value), []).append((namespace, key))
    for identity, (original, value) in asked.items():
        for namespace, key in _held.get(identity, ()):
            if namespace.get(key) is original:
                yield namespace, key, value


def _give_back(known: Unpatched, before: dict[str, ModuleType]) -> None:
    """Give the originals to the modules that were imported meanwhile and copied what they found, also where one is imported anew."""
    if before == sys.modules:
        return
    for name, module in list(sys.modules.items()):
        namespace = getattr(module, "__dict__", None)
        if before.get(name, MISSING) is module or not isinstance(namespace, dict):
            continue
        for key, value in list(namespace.items()):
            if (found := known.original.get(id(value))) is not None and found[0] is value:
                namespace[key] = found[1]


def replaced(owner: object, **values: Any) -> Callable[[], None]:
    """Set attributes now.

    Returns:
        What takes them back.
    """
    before = {name: put(owner, name, value) for name, value in values.items()}

    def undo() -> None:
        for name, value in before.items():
            put(owner, name, value)

    return undo
