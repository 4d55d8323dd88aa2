"""The fake model server: answers as a function of the prompt, with latency, slots and failures.

One server stands behind all fakes: the chat model in this process, the Ollama stand-in on a socket and the model in the
reader's browser. It plans a turn once (``Model.turn``); two short drivers wait for it, one with
``time.sleep`` and one with ``asyncio.sleep``, so that the sync and async paths cannot differ.
"""

import asyncio
import difflib
import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk

from awaited.recording.calls import Call, CallLog, sync_path


class UnknownPrompt(LookupError):
    """No answer is written for a prompt; the message lists the prompts that have one."""


class ServerError(RuntimeError):
    """The server refuses a request, as HTTP would say it.

    Args:
        status: An HTTP status code.
        message: The server's own words.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Speed:
    """How fast a model is, and how many requests it answers at a time."""

    first_token: float = 0.6
    """Seconds to the first token."""
    per_token: float = 0.1
    """Seconds between two tokens."""
    slots: int = 0
    """Requests served at once; the others queue. 0: no limit."""
    queue: int = 512
    """Requests that may queue for a slot; one more is refused. 512 is Ollama's own default (``OLLAMA_MAX_QUEUE``)."""


BUSY = "server busy, please try again.  maximum pending requests exceeded"
"""What a full queue answers, with status 503: Ollama's own words, two spaces included."""


@dataclass(frozen=True)
class Answer:
    """What the model says to a prompt."""

    text: str = ""
    tool_calls: Sequence[Mapping[str, Any]] = ()
    """Tools to call first, as ``{"name": ..., "args": {...}}``."""
    after_tools: str = ""
    """What it says when the results of these tools have come."""
    without_history: str = ""
    """What it says instead when none of its own answers stands earlier in the conversation: a model has no other memory."""
    structured: Mapping[str, Any] | None = None
    """The object it gives when a format (a JSON schema) is asked for."""
    fails: int = 0
    """How many requests with this prompt fail before one is answered."""
    error: str = "the server is overloaded"
    status: int = 503
    first_token: float | None = None
    """Seconds to the first token, where it differs from the model's."""
    per_token: float | None = None
    """Seconds between two tokens, where it differs from the model's."""


class Answers:
    """The answers by prompt. A prompt may have placeholders: ``Tell me a joke about {animal}``.

    Args:
        table: From prompt to the answer's text, or to the fields of an ``Answer``.
    """

    def __init__(self, table: Mapping[str, str | Mapping[str, Any]]) -> None:
        self._exact: dict[str, Answer] = {}
        self._patterns: list[tuple[re.Pattern[str], Answer]] = []
        for prompt, given in table.items():
            answer = Answer(text=given) if isinstance(given, str) else Answer(**given)
            if re.search(r"\{\w+\}", prompt):
                parts = re.split(r"\{(\w+)\}", prompt)
                parts[::2] = [re.escape(text) for text in parts[::2]]
                parts[1::2] = [f"(?P<{name}>.+)" for name in parts[1::2]]
                self._patterns.append((re.compile("".join(parts)), answer))
            else:
                self._exact[prompt] = answer
        self.known = list(table)
        """The prompts that have an answer."""

    def find(self, prompt: str) -> tuple[Answer, Mapping[str, str]]:
        """The answer to a prompt, and what stands for its placeholders.

        Raises:
            UnknownPrompt: Nothing is written for it.
        """
        if prompt in self._exact:
            return self._exact[prompt], {}
        for pattern, answer in self._patterns:
            if match := pattern.fullmatch(prompt):
                return answer, match.groupdict()
        near = difflib.get_close_matches(prompt, self.known, 3, 0.5)
        known = near + [p for p in self.known if p not in near]
        listing = "".join(f"\n  {p}" for p in known)
        raise UnknownPrompt(f"the fake model has no answer to {prompt!r}. It knows these prompts:{listing}")


class _Slots:
    """A queue for a limited number of places, first come first served, for threads and tasks alike."""

    def __init__(self, free: int, queue: int) -> None:
        self._free = free
        self._queue = queue
        self._lock = threading.Lock()
        self._waiting: deque[Any] = deque()

    def _take(self, ticket: Any) -> bool:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return True
            if len(self._waiting) >= self._queue:
                raise ServerError(503, BUSY)
            self._waiting.append(ticket)
            return False

    def acquire(self) -> None:
        event = threading.Event()
        if not self._take(event.set):
            event.wait()

    async def aacquire(self) -> None:
        loop = asyncio.get_running_loop()
        turn = loop.create_future()

        def wake() -> None:
            loop.call_soon_threadsafe(lambda: turn.done() or turn.set_result(None))

        if self._take(wake):
            return
        try:
            await turn
        except asyncio.CancelledError:
            with self._lock:
                waiting = wake in self._waiting
                if waiting:
                    self._waiting.remove(wake)
            if not waiting:  # the place had been given to us already
                self.release()
            raise

    def release(self) -> None:
        with self._lock:
            wake = self._waiting.popleft() if self._waiting else None
            if wake is None:
                self._free += 1
        if wake is not None:
            wake()


@dataclass
class Request:
    """One request to the server.

    Args:
        model: The model's name.
        messages: The conversation; the last human message is the prompt.
        tools: Whether tools are offered.
        tool_choice: The tool that must be called, or ``any``; empty: the model chooses.
        format: Whether an answer in a format (a JSON schema) is asked for.
        stop: Words at which the answer ends.
        limit: The largest number of tokens.
        options: What else was said, by name: recorded nowhere, looked at by tests.
    """

    model: str
    messages: Sequence[BaseMessage]
    tools: Sequence[Mapping[str, Any]] = ()
    tool_choice: str = ""
    format: Any = None
    stop: Sequence[str] = ()
    limit: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def prompt(self) -> str:
        """The text of the last human message."""
        human = [m for m in self.messages if isinstance(m, HumanMessage)]
        return (human or list(self.messages))[-1].text.strip()


class Model:
    """A model server that needs no model.

    Args:
        answers: What to say: ``Answers``, or the table to make them of.
        models: The models by name; the name ``*`` stands for any other. Without it, an unknown model is an error.
        log: Where calls are noted; a new log if none is given.
    """

    def __init__(
        self,
        answers: Answers | Mapping[str, str | Mapping[str, Any]],
        models: Mapping[str, Speed] | None = None,
        log: CallLog | None = None,
    ) -> None:
        self.answers = answers if isinstance(answers, Answers) else Answers(answers)
        self.models = dict(models) if models is not None else {"*": Speed()}
        self.log = log if log is not None else CallLog()
        self._slots = {name: _Slots(spec.slots, spec.queue) for name, spec in self.models.items() if spec.slots}
        self._failed: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._tool_calls = 0

    def for_run(self, log: CallLog) -> "Model":
        """The same model at its beginning, for one run: nothing has failed yet, and no slot is taken.

        Args:
            log: Where the calls of the run are noted.
        """
        return Model(self.answers, self.models, log)

    @property
    def calls(self) -> list[Call]:
        """The model calls so far."""
        return [c for c in self.log.calls if c.kind == "model"]

    @property
    def peak(self) -> int:
        """The largest number of model calls in flight at once."""
        return self.log.peak

    def spec(self, model: str) -> tuple[str, Speed]:
        """A model by the name it is asked for (``llama3:latest`` is ``llama3``), and the name it has here.

        Raises:
            ServerError: There is no such model.
        """
        name = model.removesuffix(":latest")
        name = name if name in self.models else "*"
        if name not in self.models:
            raise ServerError(404, f"model '{model}' not found")
        return name, self.models[name]

    def turn(self, request: Request) -> Iterator[float | AIMessageChunk]:
        """The model's turn as a series of waits (in seconds) and chunks; what waits for it is the caller's.

        The last chunk, and it alone, has usage figures, and no text.

        Raises:
            UnknownPrompt: No answer is written for the prompt.
            ServerError: The model does not exist, or the answer is to fail.
        """
        _, spec = self.spec(request.model)
        answer, values = self.answers.find(request.prompt)
        first = float(spec.first_token if answer.first_token is None else answer.first_token)
        gap = float(spec.per_token if answer.per_token is None else answer.per_token)
        yield first
        with self._lock:
            self._failed[request.prompt] += 1
            fails = self._failed[request.prompt] <= answer.fails
        if fails:
            raise ServerError(answer.status, answer.error)
        chunks = list(self._chunks(request, answer, values))
        for n, chunk in enumerate(chunks):
            if n:
                yield gap
            yield chunk
        words = sum(len(m.text.split()) for m in request.messages)
        usage = {"input_tokens": words, "output_tokens": len(chunks), "total_tokens": words + len(chunks)}
        yield AIMessageChunk("", usage_metadata=usage)

    def _chunks(self, request: Request, answer: Answer, values: Mapping[str, str]) -> Iterator[AIMessageChunk]:
        tools_done = any(isinstance(m, ToolMessage) for m in request.messages[-1:])
        wanted = list(answer.tool_calls)
        as_tool = request.tool_choice or (len(request.tools) == 1 and not answer.text)
        if as_tool and not wanted and answer.structured is not None:
            # A schema disguised as a tool is how "function calling" asks for structured output; ChatOllama sends no choice with it.
            wanted = [{"name": _tool_name(request.tools[0]), "args": answer.structured}]
        if wanted and request.tools and not tools_done:
            for index, call in enumerate(wanted):
                with self._lock:
                    self._tool_calls += 1
                    number = self._tool_calls
                args = json.dumps(_fill(call["args"], values))
                chunk = tool_call_chunk(name=call["name"], args=args, id=f"call_{number}", index=index)
                yield AIMessageChunk("", tool_call_chunks=[chunk])
            return
        if request.format is not None:
            if answer.structured is None:
                raise UnknownPrompt(f"the answer to {request.prompt!r} has no `structured` part, and a format was asked for")
            text = json.dumps(_fill(answer.structured, values))
        else:
            text = answer.after_tools if tools_done and answer.after_tools else answer.text
            if answer.without_history and not any(isinstance(m, AIMessage) for m in request.messages):
                text = answer.without_history
            text = _fill(text, values)
        for stop in request.stop:
            text = text.split(stop)[0]
        for token in re.findall(r"\S+\s*", text)[: request.limit]:
            yield AIMessageChunk(token)

    def serve(self, request: Request) -> Iterator[AIMessageChunk]:
        """Answer a request, blocking the thread while it waits."""
        name, _ = self.spec(request.model)
        with self.log.noted("model", request.prompt, sync_path()) as call:
            slots = self._slots.get(name)
            if slots:
                slots.acquire()
            try:
                call.served = time.perf_counter()
                for step in self.turn(request):
                    if isinstance(step, float):
                        time.sleep(step)
                    else:
                        call.first = time.perf_counter() if call.first is None else call.first
                        yield step
            finally:
                if slots:
                    slots.release()

    async def aserve(self, request: Request) -> AsyncIterator[AIMessageChunk]:
        """Answer a request, giving way to other tasks while it waits."""
        name, _ = self.spec(request.model)
        with self.log.noted("model", request.prompt, "native") as call:
            slots = self._slots.get(name)
            if slots:
                await slots.aacquire()
            try:
                call.served = time.perf_counter()
                for step in self.turn(request):
                    if isinstance(step, float):
                        await asyncio.sleep(step)
                    else:
                        call.first = time.perf_counter() if call.first is None else call.first
                        yield step
            finally:
                if slots:
                    slots.release()


def _fill(value: Any, values: Mapping[str, str]) -> Any:
    """Put the prompt's words in the place of the answer's placeholders."""
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), value)
    if isinstance(value, Mapping):
        return {k: _fill(v, values) for k, v in value.items()}
    if isinstance(value, Sequence):
        return [_fill(v, values) for v in value]
    return value


def _tool_name(tool: Mapping[str, Any]) -> str:
    return tool["function"]["name"]
