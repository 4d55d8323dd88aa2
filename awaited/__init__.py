"""Run sync and async programs that call language models in virtual time, always in the same way, and see when each call was made.

The names of this page are all that there is to import: ``from awaited import Stage``. Each is loaded when it is first asked for, so that the
documentation of a project does not pay for LangChain.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what _DOOR says, for type checkers and editors
    from awaited.model.answers import Answer, UnknownPrompt
    from awaited.model.chat_model import FakeChatModel
    from awaited.model.model import Model
    from awaited.model.speed import Speed
    from awaited.model.stand_in import StandIn
    from awaited.picture.shown import timeline
    from awaited.recording.calls import Call
    from awaited.recording.checks import problems
    from awaited.recording.recording import Recording, difference
    from awaited.runner import Stage, run
    from awaited.stage.process import NotOnStage
    from awaited.stage.scheduler import Deadlock, TooLong
    from awaited.stage.threads import real_time

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Call",
    "Deadlock",
    "FakeChatModel",
    "Model",
    "NotOnStage",
    "Recording",
    "Speed",
    "Stage",
    "StandIn",
    "TooLong",
    "UnknownPrompt",
    "difference",
    "problems",
    "real_time",
    "run",
    "timeline",
]

_DOOR = {
    "Answer": "awaited.model.answers",
    "Call": "awaited.recording.calls",
    "Deadlock": "awaited.stage.scheduler",
    "FakeChatModel": "awaited.model.chat_model",
    "Model": "awaited.model.model",
    "NotOnStage": "awaited.stage.process",
    "Recording": "awaited.recording.recording",
    "Speed": "awaited.model.speed",
    "Stage": "awaited.runner",
    "StandIn": "awaited.model.stand_in",
    "TooLong": "awaited.stage.scheduler",
    "UnknownPrompt": "awaited.model.answers",
    "difference": "awaited.recording.recording",
    "problems": "awaited.recording.checks",
    "real_time": "awaited.stage.threads",
    "run": "awaited.runner",
    "timeline": "awaited.picture.shown",
}
"""Where each name comes from (PEP 562)."""

_EXTRAS = {
    "markdown": "site",
    "pymdownx": "site",
}
"""The extra that each package which may be missing comes with."""


def __getattr__(name: str) -> Any:
    if name not in _DOOR:
        raise AttributeError(f"module 'awaited' has no attribute {name!r}; there are: {', '.join(__all__)}")
    value = getattr(importlib.import_module(_DOOR[name]), name)
    globals()[name] = value  # the next time it is found without asking
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


def _named_extra(error: ModuleNotFoundError, wanted: str) -> ModuleNotFoundError:
    """The error that says which extra of this package brings what is missing; the same one if none does."""
    missing = (error.name or "").partition(".")[0]
    if missing not in _EXTRAS:
        return error
    extra = _EXTRAS[missing]
    return ModuleNotFoundError(f"{wanted} needs {missing}: pip install 'awaited[{extra}]'", name=error.name)
