"""What the model says: answers by prompt, and how a prompt finds its answer."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from awaited.model.failures import WORDS, Failure
from awaited.model.tables import WrongTable, check


class UnknownPrompt(LookupError):
    """No answer is written for a prompt; the message lists the nearest prompts that have one."""


class WrongAnswer(WrongTable):
    """An answer in a table is none; the message names the prompt, and what may be written."""


@dataclass(frozen=True)
class Answer:
    """What the model says to a prompt. Texts may name the prompt's placeholders: ``It rains in {city}.``

    Args:
        text: What it says.
        tool_calls: Tools to call first, as ``{"name": ..., "args": {...}}``.
        rounds: How often it calls them, one time after the other, before it says anything; infinity: it never stops.
        after_tools: What it says when the results of these tools have come.
        without_history: What it says instead when none of its own answers stands earlier in the conversation: a model has no other memory.
        structured: The object it gives when a format (a JSON schema) is asked for.
        fails: How many requests with this prompt fail before one is answered; infinity: all.
        failure: How they fail: ``status``, ``reset``, ``cut``, ``error``, ``never``, ``garbage`` or ``slow`` (see ``awaited.model.failures``).
        status: The HTTP status of a failure by ``status``, from 400 to 599.
        error: Its words; the usual ones of the status if empty.
        retry_after: Seconds after which the client is told to try again; None: it is not told.
        cut_after: Tokens before a failure by ``cut`` or ``error``.
        slow: Seconds by which a failure by ``slow`` is late.
        first_token: Seconds to the first token, where it differs from the model's.
        per_token: Seconds between two tokens, where it differs from the model's.
    """

    text: str = ""
    tool_calls: Sequence[Mapping[str, Any]] = ()
    rounds: float = 1
    after_tools: str = ""
    without_history: str = ""
    structured: Mapping[str, Any] | None = None
    fails: float = 0
    failure: Failure = "status"
    status: int = 503
    error: str = ""
    retry_after: float | None = None
    cut_after: int = 2
    slow: float = 60.0
    first_token: float | None = None
    per_token: float | None = None

    @property
    def words(self) -> str:
        """What is said when it fails."""
        return self.error or WORDS.get(self.status, f"error {self.status}")


@dataclass(frozen=True)
class _Called:
    """One of an answer's ``tool_calls``, as it may be written."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


Function = Callable[[str, Mapping[str, str]], "Answer | str"]
"""An answer that is worked out: it gets the prompt, and what stands for the placeholders."""

Given = str | Mapping[str, Any] | Answer | Function
"""An answer as it may be written: a text, the fields of an ``Answer``, an ``Answer``, or a function."""


def answer(prompt: str, given: Any) -> Answer | Function:
    """Read an answer as it may be written.

    Args:
        prompt: Its prompt, for the words of an error.
        given: A text, the fields of an ``Answer``, an ``Answer``, or a function.

    Raises:
        WrongAnswer: It is none of these, or has a field that there is not.
    """
    if isinstance(given, Answer):
        _check(prompt, vars(given))
        return given
    if callable(given):
        function: Function = given
        return function
    if isinstance(given, str):
        return Answer(given)
    if not isinstance(given, Mapping):
        raise WrongAnswer(f"the answer to {prompt!r} is a text, a table, an Answer or a function, not {type(given).__name__}")
    _check(prompt, given)
    return Answer(**given)


def _check(prompt: str, given: Mapping[str, Any]) -> None:
    """See that the fields of an answer are what it can be made of."""
    what = f"the answer to {prompt!r}"
    failure = given.get("failure", "status")
    if failure not in get_args(Failure):
        kinds = ", ".join(get_args(Failure))
        code = f"; for an HTTP status say status={failure}" if isinstance(failure, int) else ""
        raise WrongAnswer(f"{what} has the failure {failure!r}: there are {kinds}{code}")
    check(what, given, Answer, WrongAnswer)
    for call in given.get("tool_calls", ()):
        check(f"a tool call of {what}", call, _Called, WrongAnswer)
    if not 400 <= (status := given.get("status", 503)) <= 599:
        raise WrongAnswer(f"'status' of {what} is that of a failure, from 400 to 599, not {status}")


class Answers(MutableMapping[str, Any]):
    """The answers by prompt. A prompt may have placeholders: ``Tell me a joke about {animal}``.

    A prompt is found however somebody types it: in capitals or not, with any apostrophe or none (``What's`` is ``What is``), without its final
    mark, with more blanks. One that is written out comes before one with placeholders, and of these the one with the most words of its own.

    Args:
        table: From prompt to answer: a text, the fields of an ``Answer``, an ``Answer``, or a function of the prompt and its placeholders.

    Raises:
        WrongAnswer: An answer is none.
    """

    def __init__(self, table: Mapping[str, Any] | None = None) -> None:
        self._given: dict[str, Answer | Function] = {}
        self._plain: dict[str, str] = {}
        """The prompts without placeholders, by what is left of them when they are forgiven everything."""
        self._patterns: list[_Pattern] = []
        for prompt, given in (table or {}).items():
            self[prompt] = given

    def copy(self) -> "Answers":
        """The same answers; what is added to them is not added to these."""
        other = Answers()
        other._given = dict(self._given)
        other._plain = dict(self._plain)
        other._patterns = list(self._patterns)
        return other

    @property
    def known(self) -> list[str]:
        """The prompts that have an answer."""
        return list(self._given)

    def __getitem__(self, prompt: str) -> Answer | Function:
        return self._given[prompt]

    def __setitem__(self, prompt: str, given: Any) -> None:
        if not isinstance(prompt, str):
            raise WrongAnswer(f"a prompt is a text, and {prompt!r} is none")
        read = answer(prompt, given)
        if prompt not in self._given:
            if _PLACEHOLDER.search(prompt):
                self._patterns.append(_Pattern(prompt))
                self._patterns.sort(key=lambda p: -p.letters)  # stable: of equals, the first comes first
            else:
                self._plain.setdefault(_plain(prompt).casefold(), prompt)
        self._given[prompt] = read

    def __delitem__(self, prompt: str) -> None:
        del self._given[prompt]
        self._plain = {plain: p for plain, p in self._plain.items() if p != prompt}
        self._patterns = [p for p in self._patterns if p.prompt != prompt]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def match(self, prompt: str) -> tuple[str, Mapping[str, str]] | None:
        """Which of the prompts is meant, and what stands for its placeholders; None: none."""
        if prompt in self._given and not _PLACEHOLDER.search(prompt):
            return prompt, {}
        plain = _plain(prompt)
        if known := self._plain.get(plain.casefold()):
            return known, {}
        for text, which in ((prompt, "exact"), (plain, "forgiving")):
            for pattern in self._patterns:
                if match := getattr(pattern, which).fullmatch(text):
                    return pattern.prompt, match.groupdict()
        return None

    def find(self, prompt: str) -> tuple[Answer, Mapping[str, str]]:
        """The answer to a prompt, and what stands for its placeholders.

        Raises:
            UnknownPrompt: Nothing is written for it.
        """
        match = self.match(prompt)
        if match is None:
            raise self.unknown(prompt)
        known, values = match
        return resolve(self._given[known], prompt, values), values

    def unknown(self, prompt: str) -> UnknownPrompt:
        """The error that says which prompts are nearest."""
        if not self._given:
            return UnknownPrompt(f"the fake model has no answer to {prompt!r}. It knows no prompt at all: give it answers.")
        close = {p: difflib.SequenceMatcher(None, _plain(prompt).casefold(), _plain(p).casefold()).ratio() for p in self._given}
        nearest = sorted(close, key=lambda p: -close[p])[:3]
        others = len(self._given) - len(nearest)
        listing = "".join(f"\n  {p}" for p in nearest)
        more = f" Ask one of them or of {others} others," if others else " Ask one of them,"
        return UnknownPrompt(
            f"the fake model has no answer to {prompt!r}. It knows these prompts:{listing}\n"
            f"{more.strip()} or give the model an answer to yours."
        )


def resolve(given: Answer | Function, prompt: str, values: Mapping[str, str]) -> Answer:
    """The answer itself, where a function is to work it out."""
    if isinstance(given, Answer):
        return given
    made = answer(prompt, given(prompt, values))
    if not isinstance(made, Answer):
        raise WrongAnswer(f"the function that answers {prompt!r} returned a function: an Answer or a text is wanted")
    return made


_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class _Pattern:
    """A prompt with placeholders."""

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt
        self.letters = len(_PLACEHOLDER.sub("", prompt))
        """How many letters it has besides the placeholders."""
        self.exact = re.compile(_expression(prompt), re.DOTALL)
        # Placeholders keep their braces in the plain form: no letter is taken away that is part of a name.
        self.forgiving = re.compile(_expression(_plain(prompt)), re.DOTALL | re.IGNORECASE)


def _expression(prompt: str) -> str:
    """The regular expression of a prompt with placeholders. A name that comes twice stands for the same words."""
    parts = _PLACEHOLDER.split(prompt)
    parts[::2] = [re.escape(text) for text in parts[::2]]
    seen: set[str] = set()
    for n, name in enumerate(parts[1::2]):
        parts[2 * n + 1] = f"(?P={name})" if name in seen else f"(?P<{name}>.+)"
        seen.add(name)
    return "".join(parts)


_QUOTES = str.maketrans("’‘ʼ′`´“”„", "''''''\"\"\"")
_SHORT = [
    (re.compile(r"\b(what|who|where|when|why|how)'?s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(that|it|there|here|he|she)'s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\bcan'?t\b|\bcannot\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|would|should|could)n'?t\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\b(\w+)'re\b", re.IGNORECASE), r"\1 are"),
    (re.compile(r"\b(\w+)'m\b", re.IGNORECASE), r"\1 am"),
    (re.compile(r"\b(\w+)'ll\b", re.IGNORECASE), r"\1 will"),
    (re.compile(r"\b(\w+)'ve\b", re.IGNORECASE), r"\1 have"),
]


def _plain(prompt: str) -> str:
    """What is left of a prompt without what people type in many ways. Capitals stay: they may be part of a placeholder's value."""
    text = prompt.translate(_QUOTES)
    for short, long in _SHORT:
        text = short.sub(long, text)
    return " ".join(text.replace("'", "").split()).rstrip(" .?!…:;,")


def own_question(prompt: str) -> Answer:
    """The answer to a question that nobody wrote one for, where the model is to say what it is rather than fail: ``Model(unknown=...)``."""
    return Answer(f"I am a fake model and know this page's questions alone. You asked: {prompt}")
