"""Ollama's HTTP interface, with the fake model server behind it: an ASGI application.

The wording of statuses and errors is Ollama's own (its ``server/routes.go`` and ``openai/openai.go``), so that what a reader sees
here is what a real server would say.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HTTPRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from awaited.model.model import Model, Request, ServerError, UnknownPrompt
from awaited.model.providers import EMBEDDING_SECONDS, embed

VERSION = "0.0.0"
"""The version it gives itself: that of an Ollama which was built without a release."""

MAX_BODY = 10 * 2**20
"""The largest request body, in bytes."""


class _BadRequest(ServerError):
    """A request that cannot be understood."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(status, message)


# -- what is asked


async def _body(request: HTTPRequest) -> dict[str, Any]:
    """The request's body, which must be a JSON object of a sensible size."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > MAX_BODY:
            raise _BadRequest("http: request body too large", 413)
    if not received:
        raise _BadRequest("missing request body")
    try:
        body = json.loads(received.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _BadRequest(f"invalid JSON: {error}") from None
    if not isinstance(body, dict):
        raise _BadRequest(f"invalid JSON: a request is an object, this is {type(body).__name__}")
    return body


def _field(body: Mapping[str, Any], name: str, kind: type, default: Any) -> Any:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise _BadRequest(f"invalid request: `{name}` must be of type {kind.__name__}, not {type(value).__name__}")
    return value


def _message(given: Any) -> BaseMessage:
    """One message of the conversation, as LangChain's."""
    if not isinstance(given, dict) or not isinstance(given.get("role"), str):
        raise _BadRequest("invalid request: a message is an object with a `role`")
    content = given.get("content") or ""
    if isinstance(content, list):  # OpenAI's parts; of images only the model would know what to do
        content = "\n".join(p.get("text", "") for p in content if isinstance(p, dict) and p.get("type") == "text")
    if not isinstance(content, str):
        raise _BadRequest("invalid request: the `content` of a message is text")
    match given["role"]:
        case "user":
            return HumanMessage(content)
        case "system" | "developer":
            return SystemMessage(content)
        case "assistant":
            return AIMessage(content, tool_calls=[_tool_call(n, c) for n, c in enumerate(given.get("tool_calls") or ())])
        case "tool":
            return ToolMessage(content, tool_call_id=str(given.get("tool_call_id") or ""))
        case role:
            return ChatMessage(content, role=role)


def _tool_call(number: int, given: Any) -> Any:
    try:
        function = given["function"]
        arguments = function["arguments"]
        if isinstance(arguments, str):  # as OpenAI has it
            arguments = json.loads(arguments)
        return {"name": function["name"], "args": dict(arguments), "id": str(given.get("id") or f"call_{number}")}
    except (KeyError, TypeError, ValueError):
        raise _BadRequest("invalid request: a tool call is an object with a `function` that has `name` and `arguments`") from None


def _tools(body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    tools = _field(body, "tools", list, [])
    if not all(isinstance(t, dict) and isinstance(t.get("function"), dict) and t["function"].get("name") for t in tools):
        raise _BadRequest("invalid request: a tool is an object with a `function` that has a `name`")
    return tools


def _stops(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else [s for s in value or () if isinstance(s, str)]


def _ollama_request(body: Mapping[str, Any]) -> Request:
    options = _field(body, "options", dict, {})
    return Request(
        model=_model(body),
        messages=[_message(m) for m in _field(body, "messages", list, [])],
        tools=_tools(body),
        format=body.get("format") or None,
        stop=_stops(options.get("stop")),
        options=options,
    )


def _openai_request(body: Mapping[str, Any]) -> Request:
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        choice = (choice.get("function") or {}).get("name")
    kind = _field(body, "response_format", dict, {})
    schema = (kind.get("json_schema") or {}).get("schema") if kind.get("type") == "json_schema" else None
    return Request(
        model=_model(body),
        messages=[_message(m) for m in _field(body, "messages", list, [])],
        tools=_tools(body),
        tool_choice={"auto": "", "none": "", "required": "any"}.get(choice or "", choice or ""),
        format=schema or ("json" if kind.get("type") == "json_object" else None),
        stop=_stops(body.get("stop")),
        options={k: v for k, v in body.items() if k in ("temperature", "max_tokens", "seed", "top_p")},
    )


def _model(body: Mapping[str, Any]) -> str:
    model = _field(body, "model", str, "")
    if not model:
        raise _BadRequest("model is required")
    return model


# -- what is answered


class _Speech(Response):
    """An answer that is sent as the model gives it, and no longer than somebody listens.

    The status goes out with the first part, so that a failure before it has a status of its own. The last part is held back until
    the model has let go of its slot: whoever has read the answer to its end can count on that.

    Args:
        parts: The answer in pieces of the body.
        media_type: The body's.
        fail: Makes the body for an error that comes before the first part.
    """

    def __init__(self, parts: AsyncIterator[bytes], media_type: str, fail: Callable[[int, str], dict[str, Any]]) -> None:
        super().__init__(media_type=media_type)
        del self.headers["content-length"]
        self._parts = parts
        self._fail = fail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        speaking = asyncio.create_task(self._speak(send))
        listening = asyncio.create_task(_hung_up(receive))
        try:
            await asyncio.wait((speaking, listening), return_when=asyncio.FIRST_COMPLETED)
        finally:
            listening.cancel()
            speaking.cancel()
            await asyncio.gather(speaking, listening, return_exceptions=True)
        if not speaking.cancelled() and (error := speaking.exception()) is not None:
            raise error

    async def _speak(self, send: Send) -> None:
        started = False

        async def say(part: bytes, status: int = 200, more: bool = True) -> None:
            nonlocal started
            if not started:
                started = True
                headers = self.raw_headers if status == 200 else [(b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": part, "more_body": more})

        try:
            async with aclosing(self._parts) as parts:
                async for part in parts:
                    await say(part)
        except (ServerError, UnknownPrompt) as error:
            if started:  # too late for a status: a connection that breaks says that the answer is not whole
                raise
            status, words = _refusal(error)
            await say(_json(self._fail(status, words)), status, more=False)
        else:
            await say(b"", more=False)


async def _hung_up(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _refusal(error: ServerError | UnknownPrompt) -> tuple[int, str]:
    return (error.status, error.message) if isinstance(error, ServerError) else (400, str(error))


def _ollama_error(status: int, words: str) -> dict[str, Any]:
    return {"error": words}


def _openai_error(status: int, words: str) -> dict[str, Any]:
    kind = {400: "invalid_request_error", 404: "not_found_error"}.get(status, "api_error")
    return {"error": {"message": words, "type": kind, "param": None, "code": None}}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


async def _turn(server: Model, request: Request) -> AsyncIterator[AIMessageChunk]:
    """The model's chunks; the last one, with the usage, when the model has let go of its slot."""
    last = None
    async with aclosing(server.aserve(request)) as chunks:
        async for chunk in chunks:
            if chunk.usage_metadata is not None:
                last = chunk
            else:
                yield chunk
    if last is not None:
        yield last


async def _ndjson(server: Model, request: Request) -> AsyncIterator[dict[str, Any]]:
    """The lines of ``/api/chat``."""
    start, first = time.perf_counter_ns(), 0
    async for chunk in _turn(server, request):
        first = first or time.perf_counter_ns()
        line = {"model": request.model, "created_at": _now(), "message": {"role": "assistant", "content": chunk.text}}
        if chunk.tool_call_chunks:
            line["message"]["tool_calls"] = [
                {"id": c["id"], "function": {"index": c["index"], "name": c["name"], "arguments": json.loads(c["args"])}}
                for c in chunk.tool_call_chunks
            ]
        line["done"] = chunk.usage_metadata is not None
        if line["done"]:
            now = time.perf_counter_ns()
            line |= {
                "done_reason": "stop",
                "total_duration": now - start,
                "load_duration": 0,
                "prompt_eval_count": chunk.usage_metadata["input_tokens"],
                "prompt_eval_duration": first - start,
                "eval_count": chunk.usage_metadata["output_tokens"],
                "eval_duration": now - first,
            }
        yield line


async def _chat(request: HTTPRequest) -> Response:
    server: Model = request.app.state.server
    body = await _body(request)
    asked = _ollama_request(body)
    if not asked.messages:  # that is how a client asks to load a model
        server.spec(asked.model)
        message = {"role": "assistant", "content": ""}
        return JSONResponse({"model": asked.model, "created_at": _now(), "message": message, "done": True, "done_reason": "load"})
    lines = _ndjson(server, asked)
    if _field(body, "stream", bool, True):
        return _Speech(_written(lines), "application/x-ndjson", _ollama_error)
    return _Speech(_whole(lines), "application/json; charset=utf-8", _ollama_error)


async def _written(lines: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """Each line as it comes."""
    async with aclosing(lines):
        async for line in lines:
            yield _json(line) + b"\n"


async def _whole(lines: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """All lines in one."""
    text, calls, line = "", [], {}
    async with aclosing(lines):
        async for line in lines:
            text += line["message"]["content"]
            calls += line["message"].get("tool_calls", [])
    line["message"]["content"] = text
    if calls:
        line["message"]["tool_calls"] = calls
    yield _json(line)


async def _sse(server: Model, request: Request, usage_wanted: bool) -> AsyncIterator[bytes]:
    """The events of ``/v1/chat/completions``."""
    head = _openai_head("chat.completion.chunk", request)
    role: dict[str, Any] = {"role": "assistant"}
    called = False
    async for chunk in _turn(server, request):
        if chunk.usage_metadata is None:
            delta, role = role | {"content": chunk.text}, {}
            if chunk.tool_call_chunks:
                called = True
                delta["tool_calls"] = [_openai_call(c) for c in chunk.tool_call_chunks]
            yield _event(head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            continue
        reason = "tool_calls" if called else "stop"
        yield _event(head | {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        if usage_wanted:
            yield _event(head | {"choices": [], "usage": _openai_usage(chunk)})
        yield b"data: [DONE]\n\n"


async def _completion(server: Model, request: Request) -> AsyncIterator[bytes]:
    """The one answer of ``/v1/chat/completions`` that is not streamed."""
    text, calls, usage = "", [], {}
    async for chunk in _turn(server, request):
        text += chunk.text
        calls += [_openai_call(c) for c in chunk.tool_call_chunks]
        if chunk.usage_metadata is not None:
            usage = _openai_usage(chunk)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = calls
    reason = "tool_calls" if calls else "stop"
    choices = [{"index": 0, "message": message, "finish_reason": reason}]
    yield _json(_openai_head("chat.completion", request) | {"choices": choices, "usage": usage})


def _openai_head(kind: str, request: Request) -> dict[str, Any]:
    head = {"id": f"chatcmpl-{time.time_ns() % 1000}", "object": kind, "created": int(time.time())}
    return head | {"model": request.model, "system_fingerprint": "fp_ollama"}


def _openai_call(chunk: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": chunk["name"], "arguments": chunk["args"]}
    return {"id": chunk["id"], "index": chunk["index"], "type": "function", "function": function}


def _openai_usage(chunk: AIMessageChunk) -> dict[str, int]:
    usage = chunk.usage_metadata
    names = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens", "total_tokens": "total_tokens"}
    return {theirs: usage[ours] for theirs, ours in names.items()}


def _event(value: Any) -> bytes:
    return b"data: " + _json(value) + b"\n\n"


async def _chat_completions(request: HTTPRequest) -> Response:
    server: Model = request.app.state.server
    body = await _body(request)
    asked = _openai_request(body)
    if not asked.messages:
        raise _BadRequest("[] is too short - 'messages'")
    if not _field(body, "stream", bool, False):
        return _Speech(_completion(server, asked), "application/json", _openai_error)
    usage_wanted = bool(_field(body, "stream_options", dict, {}).get("include_usage"))
    return _Speech(_sse(server, asked, usage_wanted), "text/event-stream", _openai_error)


async def _embed(request: HTTPRequest) -> Response:
    server: Model = request.app.state.server
    body = await _body(request)
    model, texts = _model(body), body.get("input")
    texts = [texts] if isinstance(texts, str) else texts
    if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise _BadRequest("invalid input type")

    async def answer() -> AsyncIterator[bytes]:
        start = time.perf_counter_ns()
        with server.log.noted("embedding", texts[0] if len(texts) == 1 else f"{len(texts)} texts", "native"):
            await asyncio.sleep(EMBEDDING_SECONDS)
        result = {"model": model, "embeddings": [embed(t) for t in texts], "total_duration": time.perf_counter_ns() - start}
        yield _json(result | {"load_duration": 0, "prompt_eval_count": sum(len(t.split()) for t in texts)})

    return _Speech(answer(), "application/json; charset=utf-8", _ollama_error)


# -- what else Ollama tells

_DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "awaited",
    "families": ["awaited"],
    "parameter_size": "0B",
    "quantization_level": "F16",
}
_SINCE = "2026-01-01T00:00:00Z"


def _names(server: Model) -> list[str]:
    return [name if ":" in name else f"{name}:latest" for name in server.models if name != "*"]


async def _tags(request: HTTPRequest) -> Response:
    entry = {"modified_at": _SINCE, "size": 0, "digest": "0" * 64, "details": _DETAILS}
    return JSONResponse({"models": [{"name": n, "model": n} | entry for n in _names(request.app.state.server)]})


async def _show(request: HTTPRequest) -> Response:
    body = await _body(request)
    model = body.get("model") or body.get("name")
    if not isinstance(model, str):
        raise _BadRequest("model is required")
    request.app.state.server.spec(model)
    info = {"general.architecture": "awaited", "general.parameter_count": 0}
    told = {
        "modelfile": f"FROM {model}\n",
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": _DETAILS,
        "model_info": info,
    }
    return JSONResponse(told | {"capabilities": ["completion", "tools"], "modified_at": _SINCE})


async def _ps(request: HTTPRequest) -> Response:
    return JSONResponse({"models": []})


async def _models(request: HTTPRequest) -> Response:
    names = _names(request.app.state.server)
    models = [{"id": n, "object": "model", "created": 1_767_225_600, "owned_by": "library"} for n in names]
    return JSONResponse({"object": "list", "data": models})


async def _version(request: HTTPRequest) -> Response:
    return JSONResponse({"version": VERSION})


async def _root(request: HTTPRequest) -> Response:
    return PlainTextResponse("Ollama is running")


# -- errors


async def _refused(request: HTTPRequest, error: Exception) -> Response:
    status, words = _refusal(error)  # type: ignore[arg-type]
    make = _openai_error if request.url.path.startswith("/v1/") else _ollama_error
    # After a body that was not read to its end, what comes next on the connection is no request.
    headers = {"connection": "close"} if status == 413 else None
    return JSONResponse(make(status, words), status, headers)


async def _no_such_path(request: HTTPRequest, error: Exception) -> Response:
    status = error.status_code  # type: ignore[attr-defined]
    words = {404: "404 page not found", 405: "405 method not allowed"}.get(status, str(error))
    return PlainTextResponse(words, status, error.headers)  # type: ignore[attr-defined]


async def _gone(request: HTTPRequest, error: Exception) -> Response:
    return Response(status_code=499)  # nobody is there to read it


def application(server: Model) -> Starlette:
    """The stand-in as an ASGI application, with ``server`` behind it."""
    app = Starlette(
        routes=[
            Route("/", _root),
            Route("/api/chat", _chat, methods=["POST"]),
            Route("/api/embed", _embed, methods=["POST"]),
            Route("/api/show", _show, methods=["POST"]),
            Route("/api/tags", _tags),
            Route("/api/ps", _ps),
            Route("/api/version", _version),
            Route("/v1/chat/completions", _chat_completions, methods=["POST"]),
            Route("/v1/models", _models),
        ],
        exception_handlers={
            ServerError: _refused,
            UnknownPrompt: _refused,
            HTTPException: _no_such_path,
            ClientDisconnect: _gone,
        },
    )
    app.router.redirect_slashes = False
    app.state.server = server
    return app
