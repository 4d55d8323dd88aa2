"""What is said between a client and the model: messages, a request, the pieces of an answer.

These are the model's own, and plain: LangChain's messages take a second to import, and the HTTP interfaces need none of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["user", "system", "assistant", "tool"]
"""Who says something. Others are passed on as they come."""


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model wants to be called."""

    name: str
    args: Mapping[str, Any]
    id: str = ""

    @property
    def arguments(self) -> str:
        """The arguments as JSON."""
        return json.dumps(self.args)


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    role: Role | str
    text: str = ""
    tool_calls: Sequence[ToolCall] = ()


@dataclass
class Request:
    """One request to the model.

    Args:
        model: The model's name.
        messages: The conversation; the last message of the user is the prompt.
        tools: The tools that are offered, as OpenAI describes them: ``{"type": "function", "function": {"name": ...}}``.
        tool_choice: The tool that must be called, or ``any``; empty: the model chooses.
        format: The JSON schema of the answer, or ``json``; None where none is asked for.
        stop: Words at which the answer ends.
        limit: The largest number of tokens.
        keep_alive: Seconds for which the model stays in memory afterwards; None: as long as was said before, or five minutes.
        loaded: Seconds that it took to load the model, which the model sets.
    """

    model: str
    messages: Sequence[Message]
    tools: Sequence[Mapping[str, Any]] = ()
    tool_choice: str = ""
    format: Any = None
    stop: Sequence[str] = ()
    limit: int | None = None
    keep_alive: float | None = None
    loaded: float = 0.0

    @property
    def prompt(self) -> str:
        """The text of the user's last message, or of the last one where no user speaks."""
        of_user = [m for m in self.messages if m.role == "user"]
        return (of_user or list(self.messages))[-1].text.strip()

    @property
    def tokens(self) -> int:
        """The number of tokens asked: here, a word is one."""
        return sum(len(m.text.split()) for m in self.messages)


@dataclass(frozen=True)
class Usage:
    """How many tokens a turn took."""

    asked: int
    answered: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.asked + self.answered


Reason = Literal["stop", "length", "tool_calls"]
"""Why an answer ended: it was whole, it met the limit, or tools are to be called first."""


@dataclass(frozen=True)
class Chunk:
    """A piece of an answer: a token, a tool call, or, as the last one, the usage and why the answer ended."""

    text: str = ""
    tool_call: ToolCall | None = None
    index: int = 0
    """Which of the answer's tool calls it is."""
    usage: Usage | None = None
    reason: Reason = "stop"
