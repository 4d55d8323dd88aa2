"""Tracebacks in boxes, as rich draws them (``rich.traceback.install``, Typer's pretty exceptions): with the program's own frames alone.

Those of libraries and of the stage differ by version and machine, and so do the paths of files, on whose length it depends how a box is
filled. Plain tracebacks are made so by the machine.
"""

import os
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

from awaited.stage.patches import Patch

MODULE = "rich.traceback"


def patches(module: ModuleType, called: Callable[[str], str | None], clean: Callable[[str], str]) -> Iterator[Patch]:
    """What is replaced in rich.

    Args:
        module: ``rich.traceback``.
        called: What a file is called in the program's output; None: it is none of the program's.
        clean: A text without what differs by machine.
    """
    from rich.panel import Panel

    function = vars(module.Traceback)["extract"].__func__
    names: set[str] = set()

    def extract(cls: type, *args: Any, **kwargs: Any) -> Any:
        trace = function(cls, *args, **kwargs)
        for stack in trace.stacks:
            own = [(frame, name) for frame in stack.frames if (name := called(frame.filename)) is not None]
            for frame, name in own:
                frame.filename = name
                names.add(name)
                for node in (frame.locals or {}).values():
                    _clean(node, clean)
            stack.frames = [frame for frame, _ in own]
        return trace

    def exists(path: str) -> bool:
        return path in names or os.path.exists(path)  # noqa: PTH110 - as rich asks

    path = SimpleNamespace(**vars(os.path) | {"exists": exists})
    why = "frames and paths differ by version and machine"
    yield Patch(module.Traceback, "extract", classmethod(extract), why)
    # Streamlit puts one of its own there, for all that the process prints from then on.
    yield Patch(module, "Panel", Panel, "boxes are drawn as rich draws them", copies=False)
    yield Patch(module, "os", SimpleNamespace(**vars(os) | {"path": path}), why)


def _clean(node: Any, clean: Callable[[str], str]) -> None:
    """A variable, and what is in it, as it is shown."""
    node.key_repr, node.value_repr = clean(node.key_repr), clean(node.value_repr)
    for child in node.children or ():
        _clean(child, clean)
