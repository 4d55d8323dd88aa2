"""The fake model server: answers as a function of the prompt, with latency, slots, limits and failures.

One model stands behind all fakes: the chat model in this process, the HTTP interfaces of Ollama and OpenAI on a socket, and the model in the
reader's browser. It plans a turn once (``Model.turn``); two short drivers wait for it, one with ``time.sleep`` and one with
``asyncio.sleep``, so that the sync and async paths cannot differ.
"""

import asyncio
import json
import re
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from awaited.model.answers import Answer, Answers, UnknownPrompt, WrongAnswer, answer, own_question, resolve
from awaited.model.conversation import Chunk, Reason, Request, ToolCall, Usage
from awaited.model.failures import BUSY, Broken, CutOff, Garbage, NoSuchModel, RateLimited, Reset, ServerError
from awaited.model.memory import Memory
from awaited.model.speed import Limits, Slots, Speed
from awaited.model.vectors import EMBEDDING_SECONDS, embed, label
from awaited.recording.calls import Call, CallLog, Path, sync_path

__all__ = [
    "BUSY",
    "Answer",
    "Answers",
    "Broken",
    "Model",
    "RateLimited",
    "Request",
    "ServerError",
    "Speed",
    "UnknownPrompt",
    "WrongAnswer",
    "answer",
]


class _Never:
    """What a turn gives instead of a wait that never ends."""


NEVER = _Never()

Step = float | _Never | Chunk
"""What a turn consists of: waits in seconds, and pieces of the answer."""


class Model:
    """A model server that needs no model.

    Args:
        answers: What to say: ``Answers``, or the table to make them of. What is added to ``model.answers`` later is added to this model alone.
        models: The models by name; the name ``*`` stands for any other. Without it, an unknown model is an error; so is one that is None.
        unknown: What to say to a prompt that has no answer, as a function of it; None: that is an error.
        api_key: The key that OpenAI's interface takes; None: any, or none.
        outages: When the server is not there, as pairs of seconds since it was started (on the stage: since the program began): connections are
            broken off, new ones refused.

    Raises:
        WrongAnswer: An answer is none.
        TypeError: A model's speed is none.
    """

    def __init__(
        self,
        answers: Answers | Mapping[str, Any],
        models: Mapping[str, Speed | None] | None = None,
        *,
        unknown: Callable[[str], Answer | str] | None = None,
        api_key: str | None = None,
        outages: Sequence[tuple[float, float]] = (),
    ) -> None:
        self.answers = answers.copy() if isinstance(answers, Answers) else Answers(answers)
        for name, speed in (models or {}).items():
            _check_speed(name, speed)
        self.models: dict[str, Speed | None] = dict(models) if models is not None else {"*": Speed()}
        self.log = CallLog()
        self.unknown = unknown
        self.api_key = api_key
        self.outages: Sequence[tuple[float, float]] = tuple(outages)
        self.unanswered: list[str] = []
        """The prompts that had no answer written, in the order in which they were asked."""
        self.errors: list[Exception] = []
        """What functions that answer raised where only a client could see it, as a status 500."""
        self.pace: Callable[[str, float], float] = lambda prompt, seconds: 1.0
        """By which factor an answer takes longer than it would, given its prompt and how long that is: where somebody changes the order of a run."""
        self._slots = {name: Slots(speed.slots, speed.queue) for name, speed in self.models.items() if speed and speed.slots}
        self.memory = Memory(self.models)
        """Which models are loaded."""
        self._limits: dict[str, Limits] = {}
        self._used: set[str] = set()
        self._failed: Counter[str] = Counter()
        self._lock = (
            threading.Lock()
        )  # Invariant: nobody waits while holding it, since on the stage it may be a lock of the process
        self._tool_calls = 0

    def for_run(self, log: CallLog) -> "Model":
        """The same model at its beginning, for one run: nothing has failed yet, and no slot is taken.

        Args:
            log: Where the calls of the run are noted.
        """
        anew = Model(self.answers, self.models, unknown=self.unknown, api_key=self.api_key, outages=self.outages)
        anew.log = log
        return anew

    @classmethod
    def for_readers(cls, answers: Answers | Mapping[str, Any], models: Mapping[str, Speed | None]) -> "Model":
        """A model that readers may ask anything: it says what it is to what it does not know, and goes by any name but those that are None.

        What they asked of their own stands in ``unanswered``.
        """
        known = {"*": next((speed for speed in models.values() if speed), Speed()), **models}
        return cls(answers, known, unknown=own_question)

    @property
    def calls(self) -> list[Call]:
        """The model calls so far."""
        return [c for c in self.log.calls if c.kind == "model"]

    @property
    def peak(self) -> int:
        """The largest number of model calls in flight at once."""
        return self.log.peak

    @property
    def unused(self) -> list[str]:
        """The prompts whose answers nobody has asked for."""
        return [p for p in self.answers if p not in self._used]

    def spec(self, model: str) -> tuple[str, Speed]:
        """A model by the name it is asked for (``llama3:latest`` is ``llama3``), and the name it has here.

        Raises:
            NoSuchModel: There is none.
        """
        name = model.removesuffix(":latest")
        name = name if name in self.models else "*"
        speed = self.models.get(name)
        if speed is None:
            raise NoSuchModel(model)
        return name, speed

    def set_speed(self, name: str, speed: Speed) -> None:
        """Let a model be as fast, and take on as much, from now on.

        Args:
            name: Its name; ``*`` stands for any that has none of its own.
            speed: How fast it is.

        Raises:
            TypeError: It is no ``Speed``.
        """
        _check_speed(name, speed)
        with self._lock:
            self.models[name] = speed
            self._slots.pop(name, None)
            self._limits.pop(name, None)
            if speed.slots:
                self._slots[name] = Slots(speed.slots, speed.queue)

    def limits(self, model: str) -> Limits | None:
        """The limits of a model a minute, if it has any.

        Raises:
            NoSuchModel: There is no such model.
        """
        name, speed = self.spec(model)
        if not speed.requests_per_minute and not speed.tokens_per_minute:
            return None
        with self._lock:
            return self._limits.setdefault(name, Limits(speed))

    def find(self, prompt: str) -> tuple[Answer, Mapping[str, str]]:
        """The answer to a prompt, and what stands for its placeholders.

        Raises:
            UnknownPrompt: Nothing is written for it, and nothing is said to what is unknown.
        """
        match = self.answers.match(prompt)
        if match is not None:
            known, values = match
            self._used.add(known)
            return resolve(self.answers[known], prompt, values), values
        self.unanswered.append(prompt)
        if self.unknown is None:
            raise self.answers.unknown(prompt)
        return resolve(lambda *_: self.unknown(prompt), prompt, {}), {}  # type: ignore[misc]

    # -- a turn

    def turn(self, request: Request) -> Iterator[Step]:
        """The model's turn as a series of waits (in seconds) and chunks; what waits for it is the caller's.

        The last chunk, and it alone, has usage figures, and no text.

        Raises:
            UnknownPrompt: No answer is written for the prompt.
            ServerError: The model does not exist or takes no more, or the answer is to fail.
            Broken: The connection is to break.
        """
        _, speed = self.spec(request.model)
        found, values = self.find(request.prompt)
        first = float(speed.first_token if found.first_token is None else found.first_token)
        gap = float(speed.per_token if found.per_token is None else found.per_token)
        fails = self._fails(request, found)
        if fails and found.failure == "slow":
            first += found.slow
        pieces = self._pieces(request, found, values, fails)
        factor = self.pace(request.prompt, first + gap * max(0, pieces - 1))
        first, gap = first * factor, gap * factor
        if limits := self.limits(request.model):
            limits.admit(request.model, request.tokens + len(found.text.split()))
        yield first
        if fails:
            yield from _failure(found)
        chunks, reason = self._chunks(request, found, values)
        breaks = fails and found.failure in ("cut", "error")
        for n, chunk in enumerate(chunks[: found.cut_after] if breaks else chunks):
            if n:
                yield gap
            yield chunk
        if breaks:
            raise CutOff("the connection breaks in mid-answer") if found.failure == "cut" else ServerError(500, found.words)
        yield Chunk(usage=Usage(request.tokens, len(chunks)), reason=reason)

    def _fails(self, request: Request, found: Answer) -> bool:
        """Whether this request is one of those that are to fail; it counts."""
        with self._lock:
            self._failed[request.prompt] += 1
            return self._failed[request.prompt] <= found.fails

    def _pieces(self, request: Request, found: Answer, values: Mapping[str, str], fails: bool) -> int:
        """How many pieces an answer comes in: an order that lets it end at a moment must know how long it takes."""
        if fails and found.failure not in ("cut", "error", "slow"):
            return 0
        if calls := _calls_for(request, found):
            return len(calls)
        if request.format is not None and found.structured is None:
            return 0
        pieces = len(_tokens(request, _said(request, found, values))[0])
        return min(pieces, found.cut_after) if fails and found.failure in ("cut", "error") else pieces

    def _chunks(self, request: Request, found: Answer, values: Mapping[str, str]) -> tuple[list[Chunk], Reason]:
        """The pieces of an answer, and why it ends."""
        if calls := self._tools_called(request, found, values):
            return [Chunk(tool_call=call, index=n) for n, call in enumerate(calls)], "tool_calls"
        tokens, reason = _tokens(request, _said(request, found, values))
        return [Chunk(token) for token in tokens], reason

    def _tools_called(self, request: Request, found: Answer, values: Mapping[str, str]) -> list[ToolCall]:
        wanted = _calls_for(request, found)
        return [ToolCall(call["name"], _fill(call.get("args", {}), values), self._call_id()) for call in wanted]

    def _call_id(self) -> str:
        with self._lock:
            self._tool_calls += 1
            return f"call_{self._tool_calls}"

    # -- who waits for it

    def serve(self, request: Request) -> Iterator[Chunk]:
        """Answer a request, blocking the thread while it waits."""
        name, _ = self.spec(request.model)
        with (
            self.log.noted("model", request.prompt, sync_path()) as call,
            self.memory.holding(name, request.keep_alive) as request.loaded,
        ):
            slots = self._slots.get(name)
            if slots:
                slots.acquire()
            with _held(slots):
                call.served = time.perf_counter()
                for step in self.turn(request):
                    if isinstance(step, Chunk):
                        _note(call, step)
                        yield step
                    elif isinstance(step, _Never):
                        threading.Event().wait()
                    else:
                        time.sleep(step)

    async def aserve(
        self, request: Request, by: str | None = None, path: Path = "native", punctual: bool = False
    ) -> AsyncGenerator[Chunk, None]:
        """Answer a request, giving way to other tasks while it waits.

        Args:
            request: What is asked.
            by: The task or thread that asks; the one that runs if it is not said.
            path: How it asks.
            punctual: Whether what one wait takes too long is taken from the next ones, as when the model is on a machine of its own:
                in real time each is a millisecond late or two, which adds up over an answer's tokens.
        """
        name, _ = self.spec(request.model)
        with self.log.noted("model", request.prompt, path, by) as call:
            async with self.memory.aholding(name, request.keep_alive) as request.loaded:
                slots = self._slots.get(name)
                if slots:
                    await slots.aacquire()
                with _held(slots):
                    call.served = due = time.perf_counter()
                    for step in self.turn(request):
                        if isinstance(step, Chunk):
                            _note(call, step)
                            yield step
                        elif isinstance(step, _Never):
                            await asyncio.get_running_loop().create_future()
                        elif punctual:
                            due += step
                            await asyncio.sleep(max(0.0, due - time.perf_counter()))
                        else:
                            await asyncio.sleep(step)

    async def aload(self, request: Request) -> None:
        """Load a model without asking it anything; or unload it, where it is not to stay.

        Raises:
            NoSuchModel: There is no such model.
        """
        name, _ = self.spec(request.model)
        async with self.memory.aholding(name, request.keep_alive) as request.loaded:
            pass

    async def aembed(self, texts: Sequence[str], dimensions: int | None, by: str | None, path: Path) -> list[list[float]]:
        """Vectors for texts, after the time that it takes; ``by`` and ``path`` as for ``aserve()``."""
        with self.log.noted("embedding", label(texts), path, by):
            await asyncio.sleep(EMBEDDING_SECONDS * self.pace(label(texts), EMBEDDING_SECONDS))
        return [embed(text, dimensions) if dimensions else embed(text) for text in texts]


@contextmanager
def _held(slots: Slots | None) -> Iterator[None]:
    try:
        yield
    finally:
        if slots:
            slots.release()


def _note(call: Call, chunk: Chunk) -> None:
    """Note a piece of an answer in its call."""
    if chunk.usage is not None:
        call.tokens = chunk.usage.total
    if call.first is None:
        call.first = time.perf_counter()


def _failure(found: Answer) -> Iterator[Step]:
    """What a request that is to fail gets before its first token."""
    match found.failure:
        case "status":
            raise ServerError(found.status, found.words, found.retry_after)
        case "reset":
            raise Reset("the connection is reset")
        case "garbage":
            raise Garbage
        case "never":
            yield NEVER


def _check_speed(name: str, speed: object) -> None:
    if not isinstance(speed, Speed | None):
        raise TypeError(
            f"the model {name!r} is a Speed, or None, not {type(speed).__name__}: write Speed(first_token=..., slots=...)"
        )


def _calls_for(request: Request, found: Answer) -> list[Any]:
    """The tools that an answer calls."""
    if not request.tools or (request.messages[-1].role == "tool" and _rounds(request) >= found.rounds):
        return []
    as_tool = request.tool_choice or (len(request.tools) == 1 and not found.text)
    if as_tool and not found.tool_calls and found.structured is not None:
        # A schema disguised as a tool is how "function calling" asks for structured output; ChatOllama sends no choice with it.
        return [{"name": request.tools[0]["function"]["name"], "args": found.structured}]
    return list(found.tool_calls)


def _rounds(request: Request) -> int:
    """How often tools have been called since the user spoke last, where their results are what came last."""
    said_last = max((n for n, message in enumerate(request.messages) if message.role == "user"), default=0)
    return max(1, sum(bool(message.tool_calls) for message in request.messages[said_last:]))


def _tokens(request: Request, text: str) -> tuple[list[str], Reason]:
    """The tokens of a text, as far as the request wants it, and why it ends."""
    for stop in request.stop:
        text = text.split(stop)[0]
    tokens = re.findall(r"\S+\s*", text)
    if request.limit is not None and request.limit < len(tokens):
        return tokens[: max(0, request.limit)], "length"
    return tokens, "stop"


def _said(request: Request, found: Answer, values: Mapping[str, str]) -> str:
    """The text of an answer that calls no tools."""
    if request.format is not None:
        if found.structured is None:
            raise UnknownPrompt(f"the answer to {request.prompt!r} has no `structured` part, and a format was asked for")
        return json.dumps(_fill(found.structured, values))
    text = found.text
    if found.after_tools and request.messages[-1].role == "tool":
        text = found.after_tools
    if found.without_history and not any(m.role == "assistant" for m in request.messages):
        text = found.without_history
    return str(_fill(text, values))


def _fill(value: Any, values: Mapping[str, str]) -> Any:
    """Put the prompt's words in the place of the answer's placeholders."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), value)
    if isinstance(value, Mapping):
        return {k: _fill(v, values) for k, v in value.items()}
    if isinstance(value, Sequence):
        return [_fill(v, values) for v in value]
    return value
