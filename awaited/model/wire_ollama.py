"""Ollama's HTTP interface. The wording of statuses and errors is Ollama's own (its ``server/routes.go``)."""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

from awaited.model import wire
from awaited.model.conversation import Chunk, Message, Request
from awaited.model.failures import RateLimited, ServerError
from awaited.model.http_server import BadRequest, HTTPAnswer
from awaited.model.memory import duration
from awaited.model.wire import Asked

VERSION = "0.0.0"
"""The version it gives itself: that of an Ollama which was built without a release."""

LIMITED = "you've reached your hourly usage limit, please wait or upgrade to continue"
"""What is said with status 429. An Ollama of one's own has no limits; these are the words of the one in the cloud."""

NDJSON = "application/x-ndjson"
JSON = "application/json; charset=utf-8"


def refusal(error: Exception, number: int) -> HTTPAnswer:
    """What is wrong, in Ollama's words."""
    status, words, headers = 400, str(error), []
    if isinstance(error, RateLimited):
        return wire.whole({"error": LIMITED}, 429)
    status = getattr(error, "status", status)
    if isinstance(error, ServerError) and error.retry_after is not None:
        headers.append(("retry-after", f"{error.retry_after:g}"))
    return wire.whole({"error": words}, status, headers)


# -- what is asked


def _request(body: Mapping[str, Any], messages: list[Message]) -> Request:
    options = wire.read(body, "options", dict, {})
    limit = wire.read(options, "num_predict", int, -1)
    return Request(
        model=wire.model_name(body),
        messages=messages,
        tools=wire.tools(body),
        format=body.get("format") or None,
        stop=wire.stops(options.get("stop")),
        limit=limit if limit > 0 else None,
        keep_alive=_keep_alive(body),
    )


def _keep_alive(body: Mapping[str, Any]) -> float | None:
    try:
        return duration(body.get("keep_alive"))
    except ValueError as error:
        raise BadRequest(400, str(error)) from None


# -- what is answered


def now() -> str:
    """The time, as Ollama writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


async def _lines(asked: Asked, request: Request, say: Any) -> AsyncGenerator[dict[str, Any], None]:
    """The lines of an answer; ``say`` makes of a chunk what only this path has in them."""
    start, first = time.perf_counter_ns(), 0
    async for chunk in asked.turn(request):
        first = first or time.perf_counter_ns()
        line = {"model": request.model, "created_at": now(), **say(chunk), "done": chunk.usage is not None}
        if chunk.usage is not None:
            end = time.perf_counter_ns()
            line |= {
                "done_reason": "length" if chunk.reason == "length" else "stop",
                "total_duration": end - start,
                "load_duration": round(request.loaded * 1e9),
                "prompt_eval_count": chunk.usage.asked,
                "prompt_eval_duration": first - start,
                "eval_count": chunk.usage.answered,
                "eval_duration": end - first,
            }
        yield line


def _said(chunk: Chunk) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": chunk.text}
    if chunk.tool_call is not None:
        call = chunk.tool_call
        message["tool_calls"] = [
            {"id": call.id, "function": {"index": chunk.index, "name": call.name, "arguments": dict(call.args)}}
        ]
    return {"message": message}


def _generated(chunk: Chunk) -> dict[str, Any]:
    return {"response": chunk.text}


async def _answer(body: Mapping[str, Any], lines: AsyncGenerator[dict[str, Any], None]) -> HTTPAnswer:
    """The lines one by one, or all in one if that is wanted."""
    if wire.read(body, "stream", bool, True):
        return await wire.streamed(_written(lines), NDJSON)
    return HTTPAnswer(200, wire.encoded(await _in_one(lines)), [("content-type", JSON)])


async def _written(lines: AsyncGenerator[dict[str, Any], None]) -> AsyncGenerator[bytes, None]:
    started = False
    async with aclosing(lines):
        try:
            async for line in lines:
                started = True
                yield wire.encoded(line) + b"\n"
        except ServerError as error:
            if not started:  # there is time for a status
                raise
            yield wire.encoded({"error": error.message}) + b"\n"


async def _in_one(lines: AsyncGenerator[dict[str, Any], None]) -> dict[str, Any]:
    text, calls, line = "", [], {}
    async for line in lines:
        text += line["message"]["content"] if "message" in line else line["response"]
        calls += line.get("message", {}).get("tool_calls", [])
    if "message" in line:
        line["message"] = {"role": "assistant", "content": text} | ({"tool_calls": calls} if calls else {})
    else:
        line["response"] = text
    return line


async def _chat(asked: Asked) -> HTTPAnswer:
    body = asked.body
    request = _request(body, wire.messages(body))
    if not request.messages:  # that is how a client asks to load a model
        return await _loaded(asked, request, _said(Chunk()))
    return await _answer(body, _lines(asked, request, _said))


async def _generate(asked: Asked) -> HTTPAnswer:
    body = asked.body
    prompt, system = wire.read(body, "prompt", str, ""), wire.read(body, "system", str, "")
    request = _request(body, [Message("system", system)] * bool(system) + [Message("user", prompt)])
    if not prompt:
        return await _loaded(asked, request, _generated(Chunk()))
    return await _answer(body, _lines(asked, request, _generated))


async def _loaded(asked: Asked, request: Request, said: dict[str, Any]) -> HTTPAnswer:
    await asked.model.aload(request)
    reason = "unload" if request.keep_alive == 0 else "load"
    return wire.whole({"model": request.model, "created_at": now(), **said, "done": True, "done_reason": reason})


async def _embed(asked: Asked) -> HTTPAnswer:
    body = asked.body
    model, texts = wire.model_name(body), wire.texts(body.get("input"))
    start = time.perf_counter_ns()
    vectors = await asked.model.aembed(texts, wire.read(body, "dimensions", int, None), asked.by, asked.path)
    told = {"model": model, "embeddings": vectors, "total_duration": time.perf_counter_ns() - start, "load_duration": 0}
    return wire.whole(told | {"prompt_eval_count": sum(len(t.split()) for t in texts)})


async def _embeddings(asked: Asked) -> HTTPAnswer:
    """The older path, for one text."""
    body = asked.body
    wire.model_name(body)
    vectors = await asked.model.aembed([wire.read(body, "prompt", str, "")], None, asked.by, asked.path)
    return wire.whole({"embedding": vectors[0]})


# -- what else Ollama tells

_DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "awaited",
    "families": ["awaited"],
    "parameter_size": "0B",
    "quantization_level": "F16",
}
_CENTURY = 100 * 365 * 86_400.0
"""For ever, in seconds."""
_SINCE = "2026-01-01T00:00:00Z"


async def _tags(asked: Asked) -> HTTPAnswer:
    names = [name if ":" in name else f"{name}:latest" for name, speed in asked.model.models.items() if speed and name != "*"]
    entry = {"modified_at": _SINCE, "size": 0, "digest": "0" * 64, "details": _DETAILS}
    return wire.whole({"models": [{"name": n, "model": n} | entry for n in names]})


async def _show(asked: Asked) -> HTTPAnswer:
    model = wire.model_name(asked.body)
    asked.model.spec(model)
    told = {
        "modelfile": f"FROM {model}\n",
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": _DETAILS,
        "model_info": {"general.architecture": "awaited", "general.parameter_count": 0},
    }
    return wire.whole(told | {"capabilities": ["completion", "tools"], "modified_at": _SINCE})


async def _ps(asked: Asked) -> HTTPAnswer:
    there = []
    for name, seconds in asked.model.memory.loaded.items():
        named = name if ":" in name else f"{name}:latest"
        until = (datetime.now(UTC) + timedelta(seconds=min(seconds, _CENTURY))).isoformat().replace("+00:00", "Z")
        sizes = {"size": 0, "size_vram": 0, "context_length": 4096}
        there.append({"name": named, "model": named, "digest": "0" * 64, "details": _DETAILS, "expires_at": until} | sizes)
    return wire.whole({"models": there})


async def _version(asked: Asked) -> HTTPAnswer:
    return wire.whole({"version": VERSION})


async def _root(asked: Asked) -> HTTPAnswer:
    return wire.text("Ollama is running")


ENDPOINTS: Mapping[str, Mapping[str, wire.Endpoint]] = {
    "/": {"GET": _root},
    "/api/chat": {"POST": _chat},
    "/api/generate": {"POST": _generate},
    "/api/embed": {"POST": _embed},
    "/api/embeddings": {"POST": _embeddings},
    "/api/show": {"POST": _show},
    "/api/tags": {"GET": _tags},
    "/api/ps": {"GET": _ps},
    "/api/version": {"GET": _version},
}
