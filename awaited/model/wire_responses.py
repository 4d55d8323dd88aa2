"""OpenAI's newer interface, ``/v1/responses``: ChatOpenAI asks there for reasoning, for some models, and where it is told to."""

import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from awaited.model import wire, wire_openai
from awaited.model.conversation import Chunk, Message, Request, ToolCall, Usage
from awaited.model.failures import ServerError
from awaited.model.http_server import BadRequest, HTTPAnswer
from awaited.model.wire import Asked

# -- what is asked


def _request(body: Mapping[str, Any]) -> Request:
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        choice = choice.get("name")
    wanted = wire.read(wire.read(body, "text", dict, {}), "format", dict, {})
    return Request(
        model=wire.model_name(body),
        messages=[*_instructions(body), *_messages(body.get("input"))],
        tools=() if choice == "none" else [{"type": "function", "function": tool} for tool in _tools(body)],
        tool_choice={"auto": "", "none": "", "required": "any"}.get(choice or "", choice or ""),
        format={"json_schema": wanted.get("schema") or "json", "json_object": "json"}.get(wanted.get("type", "")),
        limit=wire.read(body, "max_output_tokens", int, None),
    )


def _tools(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The functions among the tools; what OpenAI's own tools find, a fake model does not know."""
    return [
        t for t in wire.read(body, "tools", list, []) if isinstance(t, dict) and t.get("type") == "function" and t.get("name")
    ]


def _instructions(body: Mapping[str, Any]) -> list[Message]:
    words = wire.read(body, "instructions", str, "")
    return [Message("system", words)] if words else []


def _messages(given: Any) -> Iterator[Message]:
    if isinstance(given, str):
        given = [{"role": "user", "content": given}]
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise BadRequest(400, "invalid request: `input` is a text or a list of objects")
    for item in given:
        match item.get("type", "message"):
            case "message":
                yield from wire.messages({"messages": [item]})
            case "function_call":
                call = {"id": item.get("call_id"), "function": {"name": item.get("name"), "arguments": item.get("arguments")}}
                yield from wire.messages({"messages": [{"role": "assistant", "tool_calls": [call]}]})
            case "function_call_output":
                yield Message("tool", wire.spoken(item.get("output")))


# -- what is answered


def _response(asked: Asked, request: Request, output: Sequence[Mapping[str, Any]], last: Chunk | None) -> dict[str, Any]:
    """The whole object: as far as it is known before the last chunk, or complete."""
    cut = last is not None and last.reason == "length"
    return {
        "id": f"resp_{asked.number}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "in_progress" if last is None else "incomplete" if cut else "completed",
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "metadata": {},
        "model": request.model,
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": _usage(last.usage) if last is not None and last.usage is not None else None,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "input_tokens": usage.asked,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": usage.answered,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": usage.total,
    }


def _said(asked: Asked, text: str, status: str = "completed") -> dict[str, Any]:
    content = [_part(text)] if status == "completed" else []
    return {"id": f"msg_{asked.number}", "type": "message", "status": status, "role": "assistant", "content": content}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": []}


def _called(call: ToolCall, status: str = "completed") -> dict[str, Any]:
    arguments = call.arguments if status == "completed" else ""
    head = {"id": f"fc_{call.id}", "type": "function_call", "status": status}
    return head | {"call_id": call.id, "name": call.name, "arguments": arguments}


async def _responses(asked: Asked) -> HTTPAnswer:
    wire_openai.check_key(asked)
    body = asked.body
    request = _request(body)
    if not request.messages:
        raise BadRequest(400, "[] is too short - 'input'")
    if wire.read(body, "stream", bool, False):
        return await wire_openai.streamed(asked, request, _events(asked, request))
    text, calls, last = await wire_openai.heard(asked, request)
    output = [_called(call) for call in calls] or [_said(asked, text)]
    return wire.whole(_response(asked, request, output, last), headers=wire_openai.headers_of(asked, request.model))


async def _events(asked: Asked, request: Request) -> AsyncGenerator[bytes, None]:
    """The events of a streamed response, numbered; one that fails in the middle has an event of its own."""
    number, events = 0, _told(asked, request)
    async with aclosing(events):
        try:
            async for event in events:
                yield wire_openai.event({**event, "sequence_number": number}, event["type"])
                number += 1
        except ServerError as error:
            if number == 0:  # there is time for a status
                raise
            _, told, _ = wire_openai.wrong(error)
            failed = {"type": "error", "code": told["code"] or told["type"], "message": told["message"], "param": None}
            yield wire_openai.event({**failed, "sequence_number": number}, "error")


async def _told(asked: Asked, request: Request) -> AsyncGenerator[dict[str, Any], None]:
    output: list[dict[str, Any]] = []
    text = ""
    where = {"item_id": f"msg_{asked.number}", "output_index": 0, "content_index": 0}
    begun = False
    async for chunk in asked.turn(request):
        if not begun:
            begun = True
            yield {"type": "response.created", "response": _response(asked, request, [], None)}
        if chunk.tool_call is not None:
            for event in _call_events(chunk.tool_call, chunk.index):
                yield event
            output.append(_called(chunk.tool_call))
        elif chunk.usage is None:
            if not text:
                yield {"type": "response.output_item.added", "output_index": 0, "item": _said(asked, "", "in_progress")}
                yield {"type": "response.content_part.added", **where, "part": _part("")}
            text += chunk.text
            yield {"type": "response.output_text.delta", **where, "delta": chunk.text, "logprobs": []}
        else:
            if text:
                output.append(_said(asked, text))
                yield {"type": "response.output_text.done", **where, "text": text, "logprobs": []}
                yield {"type": "response.content_part.done", **where, "part": _part(text)}
                yield {"type": "response.output_item.done", "output_index": 0, "item": output[0]}
            whole = _response(asked, request, output, chunk)
            yield {"type": f"response.{whole['status']}", "response": whole}


def _call_events(call: ToolCall, index: int) -> Iterator[dict[str, Any]]:
    where = {"item_id": f"fc_{call.id}", "output_index": index}
    yield {"type": "response.output_item.added", "output_index": index, "item": _called(call, "in_progress")}
    yield {"type": "response.function_call_arguments.delta", **where, "delta": call.arguments}
    yield {"type": "response.function_call_arguments.done", **where, "name": call.name, "arguments": call.arguments}
    yield {"type": "response.output_item.done", "output_index": index, "item": _called(call)}


ENDPOINTS: Mapping[str, Mapping[str, wire.Endpoint]] = {"/v1/responses": {"POST": _responses}}
