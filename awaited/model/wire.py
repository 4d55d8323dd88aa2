"""The model over HTTP: what the interfaces of Ollama and OpenAI have in common."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from awaited.model.answers import UnknownPrompt
from awaited.model.conversation import Chunk, Message, Request, ToolCall
from awaited.model.failures import CutOff, Garbage, Reset, ServerError
from awaited.model.http_server import BadRequest, HangUp, Headers, HTTPAnswer, HTTPRequest
from awaited.model.model import Model
from awaited.recording.calls import Path


@dataclass(frozen=True)
class Asked:
    """One request of an interface."""

    model: Model
    http: HTTPRequest
    number: int
    """The how-manieth it is."""
    by: str | None = None
    """The task or thread that asks, if that is known."""
    path: Path = "native"

    @property
    def body(self) -> dict[str, Any]:
        """The body, which must be a JSON object.

        Raises:
            BadRequest: It is none.
        """
        if not self.http.body:
            raise BadRequest(400, "missing request body")
        try:
            body = json.loads(self.http.body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise BadRequest(400, f"invalid JSON: {error}") from None
        if not isinstance(body, dict):
            raise BadRequest(400, f"invalid JSON: a request is an object, this is {type(body).__name__}")
        return body

    async def turn(self, request: Request) -> AsyncGenerator[Chunk, None]:
        """The model's chunks; the last one, with the usage, when the model has let go of its slot.

        Whoever has read an answer to its end can count on that.
        """
        last = None
        async with aclosing(self.model.aserve(request, self.by, self.path, punctual=True)) as chunks:
            async for chunk in chunks:
                if chunk.usage is not None:
                    last = chunk
                else:
                    yield chunk
        if last is not None:
            yield last


Endpoint = Callable[[Asked], Awaitable[HTTPAnswer]]
"""What answers at one path."""

# -- what is answered


def text(words: str, status: int = 200, headers: Headers = ()) -> HTTPAnswer:
    """Plain text."""
    return HTTPAnswer(status, words.encode(), [("content-type", "text/plain; charset=utf-8"), *headers])


def encoded(value: Any) -> bytes:
    """A value as JSON, without blanks."""
    return _JSON.encode(value).encode()


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: ``json.dumps`` would make one for each token."""


def whole(value: Any, status: int = 200, headers: Headers = ()) -> HTTPAnswer:
    """One JSON value."""
    return HTTPAnswer(status, encoded(value), [("content-type", "application/json"), *headers])


async def streamed(pieces: AsyncGenerator[bytes, None], media_type: str) -> HTTPAnswer:
    """An answer that is sent as the model gives it, which has a piece at least.

    It is given when its first piece is there, so that a failure before it has a status of its own.
    """
    first = await anext(pieces)
    return HTTPAnswer(200, _sent(first, pieces), [("content-type", media_type)])


async def _sent(first: bytes, others: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(others):
        yield first
        try:
            async for piece in others:
                yield piece
        except (CutOff, Reset, Garbage, ServerError, UnknownPrompt):
            # Too late for a status: a connection that breaks says that the answer is not whole.
            raise HangUp from None


# -- what is asked


def read(body: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    """A field of a body.

    Raises:
        BadRequest: It is of another type.
    """
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise BadRequest(400, f"invalid request: `{name}` must be of type {kind.__name__}, not {type(value).__name__}")
    return value


def model_name(body: Mapping[str, Any]) -> str:
    """The model that is asked.

    Raises:
        BadRequest: None is.
    """
    name: str = read(body, "model", str, "") or read(body, "name", str, "")
    if not name:
        raise BadRequest(400, "model is required")
    return name


def messages(body: Mapping[str, Any]) -> list[Message]:
    """The conversation."""
    return [_message(m) for m in read(body, "messages", list, [])]


def _message(given: Any) -> Message:
    if not isinstance(given, dict) or not isinstance(given.get("role"), str):
        raise BadRequest(400, "invalid request: a message is an object with a `role`")
    calls = [_tool_call(n, c) for n, c in enumerate(given.get("tool_calls") or ())]
    role = "system" if given["role"] == "developer" else given["role"]
    return Message(role, spoken(given.get("content")), calls)


def spoken(content: Any) -> str:
    """The text of a message's content.

    Raises:
        BadRequest: It has none.
    """
    if isinstance(content, list):  # in parts; of images only a model would know what to do
        texts = [p.get("text") for p in content if isinstance(p, dict) and p.get("type") in ("text", "input_text", "output_text")]
        content = "\n".join(t for t in texts if isinstance(t, str))
    content = content or ""
    if not isinstance(content, str):
        raise BadRequest(400, "invalid request: the `content` of a message is text")
    return content


def _tool_call(number: int, given: Any) -> ToolCall:
    try:
        function = given["function"]
        arguments = function["arguments"]
        if isinstance(arguments, str):  # as OpenAI has it
            arguments = json.loads(arguments)
        return ToolCall(function["name"], dict(arguments), str(given.get("id") or f"call_{number}"))
    except (KeyError, TypeError, ValueError):
        words = "invalid request: a tool call is an object with a `function` that has `name` and `arguments`"
        raise BadRequest(400, words) from None


def tools(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The tools that are offered."""
    given: list[Any] = read(body, "tools", list, [])
    if not all(isinstance(t, dict) and isinstance(t.get("function"), dict) and t["function"].get("name") for t in given):
        raise BadRequest(400, "invalid request: a tool is an object with a `function` that has a `name`")
    return given


def stops(value: Any) -> Sequence[str]:
    """The words at which the answer ends."""
    return [value] if isinstance(value, str) else [s for s in value or () if isinstance(s, str) and s]


def texts(value: Any) -> list[str]:
    """The texts to embed: one or many, or, as LangChain sends them to OpenAI, the numbers of their tokens.

    Raises:
        BadRequest: They are none of these.
    """
    many = [value] if isinstance(value, str) or (isinstance(value, list) and value and isinstance(value[0], int)) else value
    if not isinstance(many, list):
        raise BadRequest(400, "invalid input type")
    found = [" ".join(map(str, t)) if isinstance(t, list) else t for t in many]
    if not all(isinstance(t, str) for t in found):
        raise BadRequest(400, "invalid input type")
    return found
