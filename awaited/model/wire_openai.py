"""OpenAI's HTTP interface. Errors have OpenAI's own bodies, so that its client raises what it would raise there."""

import base64
import struct
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from awaited.model import wire
from awaited.model.conversation import Chunk, Message, Request, ToolCall, Usage
from awaited.model.failures import Busy, NoSuchModel, RateLimited, ServerError
from awaited.model.http_server import BadRequest, Headers, HTTPAnswer
from awaited.model.wire import Asked

FINGERPRINT = "fp_ollama"
"""What it calls the version of its models."""

# -- errors

_KINDS: Mapping[int, tuple[str, str | None]] = {
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("request_forbidden", "unsupported_country_region_territory"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}
"""Type and code of an error by its status, where they are not just those of a wrong request or of a server that fails."""

BUSY = "The engine is currently overloaded, please try again later"


def refusal(error: Exception, number: int) -> HTTPAnswer:
    """What is wrong, in OpenAI's words."""
    status, told, headers = wrong(error)
    return wire.whole({"error": told}, status, [*headers, ("x-request-id", f"req_{number}")])


def wrong(error: Exception) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
    """Status, error object and headers of what is wrong."""
    status = getattr(error, "status", 400)
    kind, code = _KINDS.get(status, ("server_error" if status >= 500 else "invalid_request_error", None))
    words, headers = str(error), []
    if isinstance(error, NoSuchModel):
        words = f"The model `{error.model}` does not exist or you do not have access to it."
    elif isinstance(error, Busy):
        words = BUSY
    elif isinstance(error, RateLimited):
        words, kind = _limited(error), error.kind
    if isinstance(error, ServerError) and error.retry_after is not None:
        headers += [("retry-after", f"{error.retry_after:g}"), ("retry-after-ms", f"{error.retry_after * 1000:g}")]
    return status, {"message": words, "type": kind, "param": None, "code": code}, headers


def _limited(error: RateLimited) -> str:
    short = {"requests": "RPM", "tokens": "TPM"}[error.kind]
    return (
        f"Rate limit reached for {error.model} in organization org-awaited on {error.kind} per min ({short}): "
        f"Limit {error.limit}, Used {error.used}, Requested {error.requested}. Please try again in {_duration(error.wait)}. "
        "Visit https://platform.openai.com/account/rate-limits to learn more."
    )


def _duration(seconds: float) -> str:
    """Seconds as OpenAI writes them: ``20s``, ``9.816s``, ``6ms``, ``1m0s``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f}ms"
    minutes, rest = divmod(round(seconds, 3), 60)
    return f"{minutes:.0f}m{rest:g}s" if minutes else f"{rest:g}s"


def headers_of(asked: Asked, model: str) -> Headers:
    """The headers of an answer: who it was, and what is left of the limits."""
    headers = [("x-request-id", f"req_{asked.number}")]
    if limits := asked.model.limits(model):
        for kind, (size, left, full) in limits.left().items():
            headers += [
                (f"x-ratelimit-limit-{kind}", str(size)),
                (f"x-ratelimit-remaining-{kind}", str(left)),
                (f"x-ratelimit-reset-{kind}", _duration(full)),
            ]
    return headers


def check_key(asked: Asked) -> None:
    """See that the client has the right key, if there is one.

    Raises:
        ServerError: It has none, or another.
    """
    wanted = asked.model.api_key
    if wanted is None:
        return
    key = asked.http.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not key:
        raise ServerError(401, "You didn't provide an API key. You need to provide your API key in an Authorization header.")
    if key != wanted:
        shown = key if len(key) < 13 else f"{key[:8]}{'*' * (len(key) - 12)}{key[-4:]}"
        words = f"Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys."
        raise ServerError(401, words)


# -- what is asked


def _request(body: Mapping[str, Any], messages: Sequence[Message]) -> Request:
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        choice = (choice.get("function") or {}).get("name")
    return Request(
        model=wire.model_name(body),
        messages=messages,
        tools=() if choice == "none" else wire.tools(body),
        tool_choice={"auto": "", "none": "", "required": "any"}.get(choice or "", choice or ""),
        format=_format(wire.read(body, "response_format", dict, {})),
        stop=wire.stops(body.get("stop")),
        limit=wire.read(body, "max_completion_tokens", int, None) or wire.read(body, "max_tokens", int, None),
    )


def _format(given: Mapping[str, Any]) -> Any:
    match given.get("type"):
        case "json_schema":
            return (given.get("json_schema") or {}).get("schema") or "json"
        case "json_object":
            return "json"
    return None


# -- what is answered


def _head(asked: Asked, kind: str, request: Request) -> dict[str, Any]:
    head = {"id": f"chatcmpl-{asked.number}", "object": kind, "created": int(time.time())}
    return head | {"model": request.model, "system_fingerprint": FINGERPRINT}


def _call(call: ToolCall, index: int) -> dict[str, Any]:
    return {"id": call.id, "index": index, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _usage(usage: Usage) -> dict[str, int]:
    return {"prompt_tokens": usage.asked, "completion_tokens": usage.answered, "total_tokens": usage.total}


def event(value: Any, name: str = "") -> bytes:
    """One event of a stream."""
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + wire.encoded(value) + b"\n\n"


async def streamed(asked: Asked, request: Request, events: AsyncGenerator[bytes, None]) -> HTTPAnswer:
    """A stream of events. What is left of the limits is told when its first event is there: the request itself counts by then."""
    answer = await wire.streamed(events, "text/event-stream; charset=utf-8")
    answer.headers = [*answer.headers, *headers_of(asked, request.model)]
    return answer


async def _events(asked: Asked, request: Request, usage_wanted: bool) -> AsyncGenerator[bytes, None]:
    """A streamed chat completion; one that fails in the middle says so in an event of its own."""
    events, started = _told(asked, request, usage_wanted), False
    async with aclosing(events):
        try:
            async for told in events:
                started = True
                yield told
        except ServerError as error:
            if not started:  # there is time for a status
                raise
            yield event({"error": wrong(error)[1]})


async def _told(asked: Asked, request: Request, usage_wanted: bool) -> AsyncGenerator[bytes, None]:
    head = _head(asked, "chat.completion.chunk", request)
    role: dict[str, Any] = {"role": "assistant"}
    async for chunk in asked.turn(request):
        if chunk.usage is None:
            delta, role = role | {"content": chunk.text}, {}
            if chunk.tool_call is not None:
                delta["tool_calls"] = [_call(chunk.tool_call, chunk.index)]
            yield event(head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            continue
        yield event(head | {"choices": [{"index": 0, "delta": role, "finish_reason": chunk.reason}]})
        if usage_wanted:
            yield event(head | {"choices": [], "usage": _usage(chunk.usage)})
        yield b"data: [DONE]\n\n"


async def heard(asked: Asked, request: Request) -> tuple[str, list[ToolCall], Chunk]:
    """The whole answer: its text, its tool calls, and its last chunk."""
    text, calls, last = "", [], Chunk()
    async for chunk in asked.turn(request):
        text += chunk.text
        if chunk.tool_call is not None:
            calls.append(chunk.tool_call)
        last = chunk
    return text, calls, last


async def _chat(asked: Asked) -> HTTPAnswer:
    check_key(asked)
    body = asked.body
    request = _request(body, wire.messages(body))
    if not request.messages:
        raise BadRequest(400, "[] is too short - 'messages'")
    if wire.read(body, "stream", bool, False):
        usage_wanted = bool(wire.read(body, "stream_options", dict, {}).get("include_usage"))
        return await streamed(asked, request, _events(asked, request, usage_wanted))
    text, calls, last = await heard(asked, request)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [_call(call, n) for n, call in enumerate(calls)]
    choices = [{"index": n, "message": message, "finish_reason": last.reason} for n in range(wire.read(body, "n", int, 1))]
    told = _head(asked, "chat.completion", request) | {"choices": choices, "usage": _usage(last.usage or Usage(0, 0))}
    return wire.whole(told, headers=headers_of(asked, request.model))


async def _completions(asked: Asked) -> HTTPAnswer:
    """The older path, for a prompt without a conversation."""
    check_key(asked)
    body = asked.body
    prompts = wire.texts(body.get("prompt"))
    requests = [_request(body, [Message("user", prompt)]) for prompt in prompts]
    if not requests:
        raise BadRequest(400, "[] is too short - 'prompt'")
    head = _head(asked, "text_completion", requests[0])
    if wire.read(body, "stream", bool, False):
        return await streamed(asked, requests[0], _completed(asked, requests[0], head))
    answers = [await heard(asked, request) for request in requests]
    choices = [
        {"index": n, "text": text, "logprobs": None, "finish_reason": last.reason} for n, (text, _, last) in enumerate(answers)
    ]
    usages = [last.usage for *_, last in answers if last.usage is not None]
    usage = Usage(sum(u.asked for u in usages), sum(u.answered for u in usages))
    return wire.whole(head | {"choices": choices, "usage": _usage(usage)}, headers=headers_of(asked, requests[0].model))


async def _completed(asked: Asked, request: Request, head: Mapping[str, Any]) -> AsyncGenerator[bytes, None]:
    async for chunk in asked.turn(request):
        reason = chunk.reason if chunk.usage is not None else None
        choice = {"index": 0, "text": chunk.text, "logprobs": None, "finish_reason": reason}
        yield event({**head, "choices": [choice]})
    yield b"data: [DONE]\n\n"


async def _embeddings(asked: Asked) -> HTTPAnswer:
    check_key(asked)
    body = asked.body
    model, texts = wire.model_name(body), wire.texts(body.get("input"))
    vectors = await asked.model.aembed(texts, wire.read(body, "dimensions", int, None), asked.by, asked.path)
    packed = body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": n, "embedding": _packed(vector) if packed else vector}
        for n, vector in enumerate(vectors)
    ]
    tokens = sum(len(t.split()) for t in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return wire.whole({"object": "list", "data": data, "model": model, "usage": usage})


def _packed(vector: Sequence[float]) -> str:
    """A vector as OpenAI's client asks for it: floats of four bytes, in base64."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


async def _models(asked: Asked) -> HTTPAnswer:
    check_key(asked)
    names = [name for name, speed in asked.model.models.items() if speed and name != "*"]
    return wire.whole({"object": "list", "data": [_described(name) for name in names]})


def _described(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_767_225_600, "owned_by": "library"}


ENDPOINTS: Mapping[str, Mapping[str, wire.Endpoint]] = {
    "/v1/chat/completions": {"POST": _chat},
    "/v1/completions": {"POST": _completions},
    "/v1/embeddings": {"POST": _embeddings},
    "/v1/models": {"GET": _models},
}
