"""What each path of the HTTP interfaces answers, word for word and with its time, and in which words it refuses."""

import base64
import json
import struct
from collections.abc import Mapping
from typing import Any

import pytest

from awaited import Answer, Model, Speed, Stage
from awaited.model.failures import BUSY
from awaited.model.vectors import DIMENSIONS
from awaited.model.wire_ollama import LIMITED

CODE = """
import httpx, json
with httpx.Client(base_url="http://127.0.0.1:11434", timeout=None) as client:
    for method, path, body, headers in json.loads({!r}):
        answer = client.request(method, path, json=body, headers=headers)
        print(json.dumps([answer.status_code, answer.reason_phrase, dict(answer.headers), answer.text]))
"""

LLAMA = {"llama3": Speed(0.5, 0.25)}
HI = [{"role": "user", "content": "Hi"}]
TOOL = {"name": "look_up", "description": "Look it up."}
TOOLS = [{"type": "function", "function": TOOL}]
ANSWERS: dict[str, Any] = {
    "Hi": "one two",
    "weather": {"tool_calls": [{"name": "look_up", "args": {"city": "Oslo"}}], "after_tools": "Fine."},
    "number": {"text": "Seven.", "structured": {"value": 7}},
    "crash": {"text": "one two", "fails": 9, "failure": "error", "error": "it crashed"},
    "down": {"fails": 9, "status": 500},
}


def ask(
    *requests: tuple[Any, ...], answers: Mapping[str, Any] = ANSWERS, models: Mapping[str, Speed] = LLAMA, **more: Any
) -> list[Any]:
    """Status, its words, headers and text of each answer, one request after the other."""
    whole = [[method, path, body, (*others, {})[0]] for method, path, body, *others in requests]
    with Stage(Model(answers, models, **more)) as stage:
        stage.execute(CODE.format(json.dumps(whole)))
    assert not stage.recording.raised, stage.recording.output
    return [json.loads(line) for line in stage.recording.output.splitlines()]


def post(path: str, _prompt: str = "Hi", **fields: Any) -> tuple[str, str, dict[str, Any]]:
    """A request of a path, for a prompt."""
    asked: dict[str, Any] = {
        "/v1/responses": {"input": _prompt},
        "/v1/completions": {"prompt": _prompt},
        "/api/generate": {"prompt": _prompt},
        "/api/embed": {},
        "/v1/embeddings": {},
    }.get(path, {"messages": [{"role": "user", "content": _prompt}]})
    return "POST", path, {"model": "llama3", **asked, **fields}


def events(text: str) -> list[Any]:
    """The events of a stream of OpenAI's."""
    *told, rest = text.split("\n\n")
    assert rest == ""
    found = []
    for event in told:
        name, _, data = event.rpartition("\n") if event.startswith("event: ") else ("", "", event)
        value = data.removeprefix("data: ")
        found.append(value if value == "[DONE]" else json.loads(value))
        assert name in ("", f"event: {found[-1]['type'] if name else ''}")
    return found


# -- Ollama's

TIMES = {"total_duration": 750_000_000, "load_duration": 0, "prompt_eval_count": 1, "prompt_eval_duration": 500_000_000}
LAST = {"done": True, "done_reason": "stop", **TIMES, "eval_count": 2, "eval_duration": 250_000_000}
DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "awaited",
    "families": ["awaited"],
    "parameter_size": "0B",
    "quantization_level": "F16",
}


def at(seconds: float) -> dict[str, str]:
    return {"model": "llama3", "created_at": f"2026-01-01T00:00:{seconds:09.6f}Z"}


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"message": {"role": "assistant", "content": text, **more}}


@pytest.mark.parametrize(("path", "say"), [("/api/chat", said), ("/api/generate", lambda text: {"response": text})])
def test_a_stream_of_ollama(path: str, say: Any) -> None:
    streamed, whole = ask(post(path), post(path, stream=False))
    assert streamed[:3] == [200, "OK", {"content-type": "application/x-ndjson", "transfer-encoding": "chunked"}]
    assert [json.loads(line) for line in streamed[3].splitlines()] == [
        at(0.5) | say("one ") | {"done": False},
        at(0.75) | say("two") | {"done": False},
        at(0.75) | say("") | LAST,
    ]
    assert whole[:2] == [200, "OK"]
    assert whole[2]["content-type"] == "application/json; charset=utf-8"
    assert json.loads(whole[3]) == at(1.5) | say("one two") | LAST


def test_a_tool_call_of_ollama() -> None:
    call = {"id": "call_1", "function": {"index": 0, "name": "look_up", "arguments": {"city": "Oslo"}}}
    (streamed,) = ask(post("/api/chat", "weather", tools=TOOLS))
    first, last = (json.loads(line) for line in streamed[3].splitlines())
    assert first == at(0.5) | said("", tool_calls=[call]) | {"done": False}
    assert last["done_reason"] == "stop"


def test_an_answer_of_ollama_that_is_cut_says_so_and_a_limit_of_none_is_none() -> None:
    cut, whole, stopped = ask(
        *(post("/api/chat", stream=False, options=o) for o in ({"num_predict": 1}, {"num_predict": 0}, {"stop": ["two"]}))
    )
    assert [(json.loads(a[3])["message"]["content"], json.loads(a[3])["done_reason"]) for a in (cut, whole, stopped)] == [
        ("one ", "length"),
        ("one two", "stop"),
        ("one ", "stop"),
    ]


def test_a_model_has_its_name_by_either_of_two_fields_and_one_that_is_gone_has_none() -> None:
    models: dict[str, Any] = {"llama3": Speed(0.5, 0.25), "gone": None}
    shown, tags, gone, listed = ask(
        ("POST", "/api/show", {"name": "llama3:latest"}),
        ("GET", "/api/tags", None),
        post("/api/chat", model="gone"),
        ("GET", "/v1/models", None),
        models=models,
    )
    assert json.loads(shown[3])["modelfile"] == "FROM llama3:latest\n"
    assert [model["name"] for model in json.loads(tags[3])["models"]] == ["llama3:latest"]
    assert (gone[0], json.loads(gone[3])) == (404, {"error": "model 'gone' not found"})
    assert [model["id"] for model in json.loads(listed[3])["data"]] == ["llama3"]


def test_what_ollama_tells_of_itself() -> None:
    models = {"llama3": Speed(0.5, 0.25, load=1.0, memory=0.5), "own:7b": Speed(), "*": Speed()}
    requests = [("GET", p, None) for p in ("/", "/api/version", "/api/tags")]
    loading = ("POST", "/api/chat", {"model": "llama3", "keep_alive": 60})
    unloading = ("POST", "/api/generate", {"model": "llama3", "keep_alive": 0})
    told = ask(
        *requests, post("/api/show"), loading, ("GET", "/api/ps", None), unloading, ("GET", "/api/ps", None), models=models
    )
    assert told[0][2:] == [{"content-type": "text/plain; charset=utf-8", "content-length": "17"}, "Ollama is running"]
    version, tags, shown, loaded, there, unloaded, gone = (json.loads(answer[3]) for answer in told[1:])
    assert version == {"version": "0.0.0"}
    same = {"modified_at": "2026-01-01T00:00:00Z", "size": 0, "digest": "0" * 64, "details": DETAILS}
    assert tags == {"models": [{"name": n, "model": n} | same for n in ("llama3:latest", "own:7b")]}
    assert shown == {
        "modelfile": "FROM llama3\n",
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": DETAILS,
        "model_info": {"general.architecture": "awaited", "general.parameter_count": 0},
        "capabilities": ["completion", "tools"],
        "modified_at": "2026-01-01T00:00:00Z",
    }
    assert loaded == at(1.0) | said("") | {"done": True, "done_reason": "load"}
    entry = {"name": "llama3:latest", "model": "llama3:latest", "digest": "0" * 64, "details": DETAILS}
    sizes = {"size": 0, "size_vram": 0, "context_length": 4096}
    assert there == {"models": [entry | {"expires_at": "2026-01-01T00:01:01Z"} | sizes]}
    assert unloaded == at(1.0) | {"response": "", "done": True, "done_reason": "unload"}
    assert gone == {"models": []}


def test_a_model_that_stays_for_ever_goes_in_a_hundred_years() -> None:
    models = {"own:7b": Speed(load=1.0, memory=0.5)}
    _, there = ask(("POST", "/api/chat", {"model": "own:7b", "keep_alive": -1}), ("GET", "/api/ps", None), models=models)
    (entry,) = json.loads(there[3])["models"]
    assert (entry["name"], entry["expires_at"]) == ("own:7b", "2125-12-08T00:00:01Z")


def test_an_answer_says_how_long_the_model_was_loaded() -> None:
    (answer,) = ask(post("/api/chat", stream=False), models={"llama3": Speed(0.5, 0.25, load=1.0, memory=0.5)})
    told = json.loads(answer[3])
    assert (told["load_duration"], told["total_duration"], told["prompt_eval_duration"]) == (10**9, 1_750_000_000, 1_500_000_000)


# -- OpenAI's

USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def head(number: int, kind: str, second: int) -> dict[str, Any]:
    created = 1_767_225_600 + second
    return {"id": f"chatcmpl-{number}", "object": kind, "created": created, "model": "llama3", "system_fingerprint": "fp_ollama"}


def test_a_chat_completion() -> None:
    whole, streamed, briefly = ask(
        post("/v1/chat/completions", n=2),
        post("/v1/chat/completions", stream=True, stream_options={"include_usage": True}),
        post("/v1/chat/completions", stream=True),
    )
    assert whole[2] == {"content-type": "application/json", "x-request-id": "req_1", "content-length": whole[2]["content-length"]}
    message = {"role": "assistant", "content": "one two"}
    choices = [{"index": n, "message": message, "finish_reason": "stop"} for n in range(2)]
    assert json.loads(whole[3]) == head(1, "chat.completion", 0) | {"choices": choices, "usage": USAGE}
    assert streamed[2]["content-type"] == "text/event-stream; charset=utf-8"
    assert streamed[2]["x-request-id"] == "req_2"
    assert events(streamed[3]) == [
        *(
            head(2, "chat.completion.chunk", 0) | {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
            for delta, reason in (({"role": "assistant", "content": "one "}, None), ({"content": "two"}, None), ({}, "stop"))
        ),
        head(2, "chat.completion.chunk", 0) | {"choices": [], "usage": USAGE},
        "[DONE]",
    ]
    assert [e["choices"][0]["delta"] for e in events(briefly[3])[:-1]][1:] == [{"content": "two"}, {}]


@pytest.mark.parametrize(
    ("fields", "text", "reason"),
    [
        ({"max_tokens": 1}, "one ", "length"),
        ({"max_tokens": 2}, "one two", "stop"),
        ({"max_tokens": 2, "max_completion_tokens": 1}, "one ", "length"),
        ({"stop": "two"}, "one ", "stop"),
        ({"stop": ["", 3, "two"]}, "one ", "stop"),
        ({"stop": None}, "one two", "stop"),
    ],
)
def test_an_answer_of_openai_that_ends_early(fields: dict[str, Any], text: str, reason: str) -> None:
    chat, streamed, old, old_streamed = ask(
        *(post(path, stream=stream, **fields) for path in ("/v1/chat/completions", "/v1/completions") for stream in (False, True))
    )
    (choice,), (older,) = (json.loads(answer[3])["choices"] for answer in (chat, old))
    assert (choice["message"]["content"], choice["finish_reason"]) == (older["text"], older["finish_reason"]) == (text, reason)
    *told, done = events(streamed[3])
    assert "".join(e["choices"][0]["delta"].get("content", "") for e in told) == text
    assert (told[-1]["choices"][0]["finish_reason"], done) == (reason, "[DONE]")
    *told, _ = events(old_streamed[3])
    assert "".join(e["choices"][0]["text"] for e in told) == text
    assert told[-1]["choices"][0]["finish_reason"] == reason


def test_a_tool_call_of_a_chat_completion() -> None:
    whole, streamed = ask(*(post("/v1/chat/completions", "weather", tools=TOOLS, stream=stream) for stream in (False, True)))

    def call(number: int) -> dict[str, Any]:
        function = {"name": "look_up", "arguments": '{"city": "Oslo"}'}
        return {"id": f"call_{number}", "index": 0, "type": "function", "function": function}

    (choice,) = json.loads(whole[3])["choices"]
    message = {"role": "assistant", "content": "", "tool_calls": [call(1)]}
    assert choice == {"index": 0, "message": message, "finish_reason": "tool_calls"}
    first, last, done = events(streamed[3])
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": "", "tool_calls": [call(2)]}
    assert (last["choices"][0]["finish_reason"], done) == ("tool_calls", "[DONE]")


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses"])
@pytest.mark.parametrize(
    ("choice", "called"),
    [("auto", True), ("none", False), ("required", True), ("look_up", True), ({"name": "look_up"}, True), ({}, True)],
)
def test_a_choice_of_tools(choice: Any, called: bool, path: str) -> None:
    chat = path == "/v1/chat/completions"
    given = {"type": "function", "function": choice} if chat and isinstance(choice, dict) else choice
    tools = TOOLS if chat else [{"type": "function", **TOOL}, {"type": "web_search"}, {"type": "function"}, 3]
    (answer,) = ask(
        post(path, "weather", tools=tools, tool_choice=given), answers={"weather": ANSWERS["weather"] | {"text": "Maybe."}}
    )
    told = json.loads(answer[3])
    whole = told["choices"][0]["message"] if chat else told["output"][0]
    assert ("tool_calls" in whole if chat else whole["type"] == "function_call") == called


@pytest.mark.parametrize("tool", [{"type": "web_search"}, {"type": "function"}, {"type": "custom", "name": "look_up"}, 3])
def test_a_tool_that_is_no_function_is_not_called(tool: Any) -> None:
    (answer,) = ask(post("/v1/responses", "weather", tools=[tool]), answers={"weather": ANSWERS["weather"] | {"text": "Maybe."}})
    assert [part["text"] for item in json.loads(answer[3])["output"] for part in item["content"]] == ["Maybe."]


def test_a_completion() -> None:
    whole, streamed = ask(post("/v1/completions", prompt=["Hi", "Hi"]), post("/v1/completions", stream=True))
    choices = [{"index": n, "text": "one two", "logprobs": None, "finish_reason": "stop"} for n in range(2)]
    usage = {"prompt_tokens": 2, "completion_tokens": 4, "total_tokens": 6}
    assert json.loads(whole[3]) == head(1, "text_completion", 0) | {"choices": choices, "usage": usage}
    assert whole[2]["x-request-id"] == "req_1"
    assert streamed[2]["content-type"] == "text/event-stream; charset=utf-8"
    assert streamed[2]["x-request-id"] == "req_2"
    *told, done = events(streamed[3])
    assert done == "[DONE]"
    assert told == [
        head(2, "text_completion", 1) | {"choices": [{"index": 0, "text": text, "logprobs": None, "finish_reason": reason}]}
        for text, reason in (("one ", None), ("two", None), ("", "stop"))
    ]


def response(number: int, second: int, status: str, output: list[Any], **more: Any) -> dict[str, Any]:
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1_767_225_600 + second,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "metadata": {},
        "model": "llama3",
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": None,
    } | more


def spent(asked: int, answered: int) -> dict[str, Any]:
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {"usage": {"input_tokens": asked, "output_tokens": answered, "total_tokens": asked + answered, **details}}


def part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": []}


def item(number: int, status: str, *parts: Any) -> dict[str, Any]:
    return {"id": f"msg_{number}", "type": "message", "status": status, "role": "assistant", "content": list(parts)}


def test_a_response() -> None:
    whole, cut, streamed = ask(
        post("/v1/responses", instructions="Be brief."),
        post("/v1/responses", max_output_tokens=1),
        post("/v1/responses", stream=True),
    )
    assert json.loads(whole[3]) == response(1, 0, "completed", [item(1, "completed", part("one two"))], **spent(3, 2))
    assert whole[2]["x-request-id"] == "req_1"
    details = {"incomplete_details": {"reason": "max_output_tokens"}}
    assert json.loads(cut[3]) == response(2, 1, "incomplete", [item(2, "completed", part("one "))], **details, **spent(1, 1))
    assert streamed[2]["content-type"] == "text/event-stream; charset=utf-8"
    assert streamed[2]["x-request-id"] == "req_3"
    where = {"item_id": "msg_3", "output_index": 0, "content_index": 0}
    done = item(3, "completed", part("one two"))
    told = [
        {"type": "response.created", "response": response(3, 1, "in_progress", [])},
        {"type": "response.output_item.added", "output_index": 0, "item": item(3, "in_progress")},
        {"type": "response.content_part.added", **where, "part": part("")},
        {"type": "response.output_text.delta", **where, "delta": "one ", "logprobs": []},
        {"type": "response.output_text.delta", **where, "delta": "two", "logprobs": []},
        {"type": "response.output_text.done", **where, "text": "one two", "logprobs": []},
        {"type": "response.content_part.done", **where, "part": part("one two")},
        {"type": "response.output_item.done", "output_index": 0, "item": done},
        {"type": "response.completed", "response": response(3, 2, "completed", [done], **spent(1, 2))},
    ]
    assert events(streamed[3]) == [event | {"sequence_number": n} for n, event in enumerate(told)]


def test_a_tool_call_of_a_response() -> None:
    tools = [{"type": "function", **TOOL}]
    whole, streamed = ask(*(post("/v1/responses", "weather", tools=tools, stream=stream) for stream in (False, True)))

    def call(number: int, status: str = "completed", arguments: str = '{"city": "Oslo"}') -> dict[str, Any]:
        name = {"call_id": f"call_{number}", "name": "look_up", "arguments": arguments}
        return {"id": f"fc_call_{number}", "type": "function_call", "status": status, **name}

    assert json.loads(whole[3])["output"] == [call(1)]
    where = {"item_id": "fc_call_2", "output_index": 0}
    told = [
        {"type": "response.created", "response": response(2, 1, "in_progress", [])},
        {"type": "response.output_item.added", "output_index": 0, "item": call(2, "in_progress", "")},
        {"type": "response.function_call_arguments.delta", **where, "delta": '{"city": "Oslo"}'},
        {"type": "response.function_call_arguments.done", **where, "name": "look_up", "arguments": '{"city": "Oslo"}'},
        {"type": "response.output_item.done", "output_index": 0, "item": call(2)},
        {"type": "response.completed", "response": response(2, 1, "completed", [call(2)], **spent(1, 1))},
    ]
    assert events(streamed[3]) == [event | {"sequence_number": n} for n, event in enumerate(told)]


def test_a_conversation_by_the_newer_interface() -> None:
    said = [
        {"role": "developer", "content": [{"type": "input_text", "text": "Be brief."}, {"type": "input_image"}, "?"]},
        {"type": "message", "role": "user", "content": "weather"},
        {"type": "reasoning", "summary": []},
        {"type": "function_call", "call_id": "call_1", "name": "look_up", "arguments": '{"city": "Oslo"}'},
        {"type": "function_call_output", "call_id": "call_1", "output": "sun and rain"},
    ]
    (answer,) = ask(post("/v1/responses", input=said, tools=[{"type": "function", **TOOL}]))
    assert json.loads(answer[3])["output"] == [item(1, "completed", part("Fine."))]
    assert json.loads(answer[3])["usage"]["input_tokens"] == 6


@pytest.mark.parametrize(
    "asked",
    [
        post("/api/chat", "number", stream=False, format="json"),
        post("/v1/chat/completions", "number", response_format={"type": "json_object"}),
        post("/v1/chat/completions", "number", response_format={"type": "json_schema"}),
        post(
            "/v1/chat/completions",
            "number",
            response_format={"type": "json_schema", "json_schema": {"schema": {"type": "object"}}},
        ),
        post("/v1/responses", "number", text={"format": {"type": "json_object"}}),
        post("/v1/responses", "number", text={"format": {"type": "json_schema", "schema": {"type": "object"}}}),
    ],
)
def test_an_answer_in_a_format(asked: tuple[str, str, dict[str, Any]]) -> None:
    method, path, body = asked
    plain = {"format": "", "response_format": {"type": "text"}, "text": {"format": {"type": "text"}}}
    structured, free = ask(asked, (method, path, {k: plain.get(k, v) for k, v in body.items()}))
    assert r"{\"value\": 7}" in structured[3]
    assert "Seven." in free[3]
    assert "value" not in free[3]


def test_the_models_that_there_are() -> None:
    (answer,) = ask(("GET", "/v1/models", None), models={"llama3": Speed(), "*": Speed()})
    described = {"id": "llama3", "object": "model", "created": 1_767_225_600, "owned_by": "library"}
    assert json.loads(answer[3]) == {"object": "list", "data": [described]}


def test_embeddings_of_all_interfaces() -> None:
    one, many, old, theirs, packed, short = ask(
        post("/api/embed", input="a rose"),
        post("/api/embed", input=["a rose", "b"], dimensions=8),
        ("POST", "/api/embeddings", {"model": "llama3", "prompt": "a rose"}),
        post("/v1/embeddings", input=["a rose", [1, 2]]),
        post("/v1/embeddings", input=[1, 2], encoding_format="base64"),
        post("/v1/embeddings", input="a rose", dimensions=8),
    )
    vector = json.loads(old[3])["embedding"]
    assert (len(vector), sum(x * x for x in vector)) == (DIMENSIONS, pytest.approx(1))
    assert json.loads(one[3]) == {
        "model": "llama3",
        "embeddings": [vector],
        "total_duration": 200_000_000,
        "load_duration": 0,
        "prompt_eval_count": 2,
    }
    assert [len(v) for v in json.loads(many[3])["embeddings"]] == [8, 8]
    assert json.loads(many[3])["prompt_eval_count"] == 3
    told = json.loads(theirs[3])
    assert told["data"][0] == {"object": "embedding", "index": 0, "embedding": vector}
    assert told["data"][1]["index"] == 1
    assert (told["object"], told["model"], told["usage"]) == ("list", "llama3", {"prompt_tokens": 4, "total_tokens": 4})
    (tokens,) = json.loads(packed[3])["data"]  # a list of numbers is one text, in tokens
    assert base64.b64decode(tokens["embedding"]) == struct.pack(f"<{DIMENSIONS}f", *told["data"][1]["embedding"])
    assert len(json.loads(short[3])["data"][0]["embedding"]) == 8


# -- what is refused

STATUSES = [
    # the words beside it, those of a body that has no others, and OpenAI's type and code
    (400, "Bad Request", "invalid request", "invalid_request_error", None),
    (401, "Unauthorized", "unauthorized", "invalid_request_error", "invalid_api_key"),
    (403, "Forbidden", "forbidden", "request_forbidden", "unsupported_country_region_territory"),
    (404, "Not Found", "not found", "invalid_request_error", "model_not_found"),
    (408, "Request Timeout", "request timeout", "invalid_request_error", None),
    (409, "Conflict", "conflict", "invalid_request_error", None),
    (413, "Request Entity Too Large", "error 413", "invalid_request_error", None),
    (418, "", "error 418", "invalid_request_error", None),
    (422, "Unprocessable Entity", "unprocessable entity", "invalid_request_error", None),
    (429, "Too Many Requests", "too many requests", "requests", "rate_limit_exceeded"),
    (500, "Internal Server Error", "internal server error", "server_error", None),
    (502, "Bad Gateway", "bad gateway", "server_error", None),
    (503, "Service Unavailable", "the server is overloaded", "server_error", None),
    (504, "Gateway Timeout", "gateway timeout", "server_error", None),
    (529, "Site is overloaded", "error 529", "server_error", None),
]


@pytest.mark.parametrize(("status", "reason", "words", "kind", "code"), STATUSES)
def test_a_status_in_the_words_of_each(status: int, reason: str, words: str, kind: str, code: str | None) -> None:
    answers = {"Hi": Answer(fails=9, status=status), "Ho": Answer(fails=9, status=status, error="as said", retry_after=2.5)}
    ours, ours_said, theirs, theirs_said = ask(
        *(post(path, prompt) for path in ("/api/chat", "/v1/chat/completions") for prompt in ("Hi", "Ho")), answers=answers
    )
    assert ours[:2] == ours_said[:2] == theirs[:2] == theirs_said[:2] == [status, reason]
    assert json.loads(ours[3]) == {"error": words}
    assert json.loads(ours_said[3]) == {"error": "as said"}
    assert ours_said[2] == {"content-type": "application/json", "retry-after": "2.5", "content-length": "19"}
    assert not {"retry-after", "retry-after-ms"} & {*ours[2], *theirs[2]}
    assert theirs_said[2].items() >= {"x-request-id": "req_4", "retry-after": "2.5", "retry-after-ms": "2500"}.items()
    assert json.loads(theirs[3]) == {"error": {"message": words, "type": kind, "param": None, "code": code}}
    assert json.loads(theirs_said[3])["error"]["message"] == "as said"


@pytest.mark.parametrize("path", ["/api/chat", "/v1/chat/completions"])
def test_what_is_no_answer_is_a_page(path: str) -> None:
    (answer,) = ask(post(path), answers={"Hi": Answer(fails=1, failure="garbage")})
    assert answer[:2] == [200, "OK"]
    assert answer[2]["content-type"] == "text/html; charset=utf-8"
    assert answer[3] == "<html><body><h1>502 Bad Gateway</h1></body></html>\n"


def test_a_failure_in_mid_answer() -> None:
    ours, generated, theirs, newer = ask(
        *(post(path, "crash", stream=True) for path in ("/api/chat", "/api/generate", "/v1/chat/completions", "/v1/responses"))
    )
    for streamed in (ours, generated):
        assert [json.loads(line).get("error") for line in streamed[3].splitlines()] == [None, None, "it crashed"]
    told = {"message": "it crashed", "type": "server_error", "param": None, "code": None}
    assert events(theirs[3])[2:] == [{"error": told}]
    assert events(newer[3])[-1] == {
        "type": "error",
        "code": "server_error",
        "message": "it crashed",
        "param": None,
        "sequence_number": 5,
    }


@pytest.mark.parametrize("path", ["/api/chat", "/api/generate", "/v1/chat/completions", "/v1/completions", "/v1/responses"])
@pytest.mark.parametrize("stream", [True, False])
def test_a_failure_before_the_first_token_has_a_status(path: str, stream: bool) -> None:
    (answer,) = ask(post(path, "down", stream=stream))
    assert answer[0] == 500


TOOL_CALL = "invalid request: a tool call is an object with a `function` that has `name` and `arguments`"


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("/api/chat", {"model": ""}, "model is required"),
        ("/api/chat", {"stream": "yes"}, "invalid request: `stream` must be of type bool, not str"),
        ("/api/chat", {"options": []}, "invalid request: `options` must be of type dict, not list"),
        ("/api/chat", {"options": {"num_predict": "2"}}, "invalid request: `num_predict` must be of type int, not str"),
        ("/api/chat", {"messages": [{"content": "Hi"}]}, "invalid request: a message is an object with a `role`"),
        ("/api/chat", {"messages": [{"role": 3}]}, "invalid request: a message is an object with a `role`"),
        ("/api/chat", {"messages": [{"role": "user", "content": 3}]}, "invalid request: the `content` of a message is text"),
        ("/api/chat", {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]}]}, TOOL_CALL),
        ("/api/chat", {"messages": [{"role": "assistant", "tool_calls": ["f"]}]}, TOOL_CALL),
        (
            "/api/chat",
            {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}]}]},
            TOOL_CALL,
        ),
        ("/api/chat", {"tools": [{"function": {}}]}, "invalid request: a tool is an object with a `function` that has a `name`"),
        ("/api/chat", {"tools": ["f"]}, "invalid request: a tool is an object with a `function` that has a `name`"),
        ("/api/chat", {"format": "json"}, "the answer to 'Hi' has no `structured` part, and a format was asked for"),
        ("/api/chat", {"keep_alive": True}, "invalid type: True"),
        ("/api/chat", {"keep_alive": [5]}, "invalid type: [5]"),
        ("/api/generate", {"system": 3}, "invalid request: `system` must be of type str, not int"),
        ("/api/embed", {}, "invalid input type"),
        ("/api/embed", {"input": 3}, "invalid input type"),
        ("/api/embed", {"input": ["one", 2]}, "invalid input type"),
        ("/v1/chat/completions", {"messages": []}, "[] is too short - 'messages'"),
        ("/v1/completions", {"prompt": []}, "[] is too short - 'prompt'"),
        ("/v1/responses", {"input": []}, "[] is too short - 'input'"),
        ("/v1/responses", {"input": 3}, "invalid request: `input` is a text or a list of objects"),
        ("/v1/responses", {"input": ["Hi"]}, "invalid request: `input` is a text or a list of objects"),
        ("/v1/embeddings", {"input": {}}, "invalid input type"),
    ],
)
def test_what_is_no_request_is_refused_in_words(path: str, fields: dict[str, Any], words: str) -> None:
    (answer,) = ask(post(path, **fields))
    error = json.loads(answer[3])["error"]
    assert answer[:2] == [400, "Bad Request"]
    assert error == ({"message": words, "type": "invalid_request_error", "param": None, "code": None} if "/v1" in path else words)


@pytest.mark.parametrize("path", ["/api/chat", "/api/generate", "/v1/chat/completions", "/v1/completions", "/v1/responses"])
@pytest.mark.parametrize("stream", [True, False])
def test_what_the_model_does_not_know_is_a_wrong_request(path: str, stream: bool) -> None:
    (answer,) = ask(post(path, "Where am I?", stream=stream), answers={"Hi": "Ho."})
    words = "the fake model has no answer to 'Where am I?'. It knows these prompts:\n  Hi\nAsk one of them, or give the model an answer to yours."
    told = {"message": words, "type": "invalid_request_error", "param": None, "code": None} if "/v1" in path else words
    assert (answer[0], json.loads(answer[3])) == (400, {"error": told})


def test_paths_and_methods_that_there_are_not() -> None:
    nowhere, wrong, other, head = ask(
        ("GET", "/api/nothing", None), ("GET", "/api/chat", None), ("DELETE", "/", None), ("HEAD", "/", None)
    )
    assert nowhere == [
        404,
        "Not Found",
        {"content-type": "text/plain; charset=utf-8", "content-length": "18"},
        "404 page not found",
    ]
    allowed = {"content-type": "text/plain; charset=utf-8", "allow": "POST", "content-length": "22"}
    assert wrong == [405, "Method Not Allowed", allowed, "405 method not allowed"]
    assert other[2]["allow"] == "GET"
    assert head == [200, "OK", {"content-type": "text/plain; charset=utf-8", "content-length": "17"}, ""]


NO_KEY = "You didn't provide an API key. You need to provide your API key in an Authorization header."
WRONG_KEY = "Incorrect API key provided: {}. You can find your API key at https://platform.openai.com/account/api-keys."


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("Bearer sk-right", ""),
        ("", NO_KEY),
        ("Bearer sk-012345678", WRONG_KEY.format("sk-012345678")),
        ("Bearer sk-0123456789", WRONG_KEY.format("sk-01234*6789")),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        *(post(path) for path in ("/v1/chat/completions", "/v1/completions", "/v1/responses")),
        post("/v1/embeddings", input="Hi"),
        ("GET", "/v1/models", None),
    ],
)
def test_every_path_of_openai_wants_the_right_key(asked: tuple[Any, ...], key: str, words: str) -> None:
    (answer,) = ask((*asked, {"authorization": key} if key else {}), api_key="sk-right")
    assert answer[0] == (401 if words else 200)
    if words:
        told = {"message": words, "type": "invalid_request_error", "param": None, "code": "invalid_api_key"}
        assert json.loads(answer[3]) == {"error": told}


# -- limits


def test_what_is_left_of_a_limit_is_told_with_each_answer() -> None:
    models = {"llama3": Speed(0.5, 0.25, requests_per_minute=60, tokens_per_minute=600)}
    paths = ["/v1/chat/completions", "/v1/completions", "/v1/responses"]
    for path in paths:
        for stream in (False, True):
            (answer,) = ask(post(path, stream=stream), models=models)
            told = {k.removeprefix("x-ratelimit-"): v for k, v in answer[2].items() if k.startswith("x-ratelimit-")}
            if stream:  # with the first token
                assert (told["remaining-requests"], told["reset-requests"], told["reset-tokens"]) == ("59", "500ms", "0ms")
                continue
            assert told == {
                "limit-requests": "60",
                "remaining-requests": "59",
                "reset-requests": "250ms",
                "limit-tokens": "600",
                "remaining-tokens": "600",
                "reset-tokens": "0ms",
            }


@pytest.mark.parametrize(
    ("speed", "prompt", "words", "wait"),
    [
        (
            {"requests_per_minute": 1},
            "Hi",
            "requests per min (RPM): Limit 1, Used 1, Requested 1. Please try again in 59.25s. ",
            ("59.25", "59250"),
        ),
        (
            {"tokens_per_minute": 3},
            "Hi",
            "tokens per min (TPM): Limit 3, Used 3, Requested 3. Please try again in 59.25s. ",
            ("59.25", "59250"),
        ),
        (
            {"requests_per_minute": 1, "first_token": 59.1, "per_token": 0.0},
            "Hi",
            "requests per min (RPM): Limit 1, Used 1, Requested 1. Please try again in 900ms. ",
            ("0.9", "900"),
        ),
    ],
)
def test_a_limit_that_is_reached(speed: dict[str, Any], prompt: str, words: str, wait: tuple[str, str]) -> None:
    models = {"llama3": Speed(**{"first_token": 0.5, "per_token": 0.25, **speed})}
    _, theirs, ours = ask(
        *(post(path, prompt) for path in ("/v1/chat/completions", "/v1/chat/completions", "/api/chat")), models=models
    )
    told = json.loads(theirs[3])["error"]
    assert told["message"] == (
        f"Rate limit reached for llama3 in organization org-awaited on {words}"
        "Visit https://platform.openai.com/account/rate-limits to learn more."
    )
    assert (told["type"], told["code"]) == (words.partition(" ")[0], "rate_limit_exceeded")
    assert (theirs[0], theirs[2]["retry-after"], theirs[2]["retry-after-ms"]) == (429, *wait)
    assert (ours[0], json.loads(ours[3])) == (429, {"error": LIMITED})
    assert LIMITED == "you've reached your hourly usage limit, please wait or upgrade to continue"


def test_a_limit_of_minutes_is_told_in_minutes() -> None:
    asked = post("/v1/chat/completions")
    *_, told = ask(*[asked] * 2, models={"llama3": Speed(0, 0, requests_per_minute=60, tokens_per_minute=3)})
    assert "Please try again in 1m0s. " in json.loads(told[3])["error"]["message"]


def test_a_full_queue_in_the_words_of_each() -> None:
    models = {"llama3": Speed(0.5, 0.25, slots=1, queue=0)}
    code = """
import threading, time, httpx
def hold():
    httpx.post("http://127.0.0.1:11434/api/chat", json={"model": "llama3", "messages": [{"role": "user", "content": "Hi"}]})
threading.Thread(target=hold).start()
time.sleep(0.1)
for path in ("/api/chat", "/v1/chat/completions"):
    answer = httpx.post("http://127.0.0.1:11434" + path, json={"model": "llama3", "messages": [{"role": "user", "content": "Hi"}]})
    print(answer.status_code, answer.text)
"""
    with Stage(Model(ANSWERS, models)) as stage:
        stage.execute(code)
    ours, theirs = stage.recording.output.splitlines()
    assert ours == f'503 {{"error":"{BUSY}"}}'
    assert BUSY == "server busy, please try again.  maximum pending requests exceeded"
    assert '"message":"The engine is currently overloaded, please try again later","type":"server_error"' in theirs
