"""The Ollama stand-in answers as Ollama does, and the stage's classes behave as the real ones do against it."""

import asyncio
import gc
import json
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import langchain_ollama
import langchain_openai
import ollama as real_ollama
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from awaited.model import providers
from awaited.model.failures import BUSY
from awaited.model.http_server import MAX_BODY
from awaited.model.model import Model, Speed
from awaited.model.stand_in import PortInUse, StandIn, listen
from awaited.model.vectors import embed
from awaited.model.wire_ollama import VERSION
from awaited.site.library import Library

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    # LangChain's models never close their clients.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _connections_left_open() -> Iterator[None]:
    """Sockets that nobody closed are collected here, and not in somebody else's test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


ANSWERS: dict[str, Any] = {
    "Hi {name}": "Hello there, {name}!",
    "weather": {
        "tool_calls": [{"name": "look_up", "args": {"city": "Oslo"}}, {"name": "look_up", "args": {"city": "Rome"}}],
        "after_tools": "Rain and sun.",
    },
    "number": {"structured": {"value": 7}},
    "down": {"text": "Up again.", "fails": 2, "error": "out of memory", "status": 500},
    "long": {"text": "At last.", "first_token": 300.0},
}
QUICK = {"llama3": Speed(0, 0), "one": Speed(0, 0, slots=1, queue=1)}


class Number(BaseModel):
    """A number."""

    value: int


@tool
def look_up(city: str) -> str:
    """Look up the weather."""
    return f"fine in {city}"


@pytest.fixture
def server() -> Model:
    return Model(ANSWERS, QUICK)


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with StandIn(Model({})) as running:
        yield running
    RUNNER.close()


@pytest.fixture
def stand_in(running: StandIn, server: Model) -> StandIn:
    running.model = server
    return running


@pytest.fixture
def http(stand_in: StandIn) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stand_in.url, timeout=20) as client:
        yield client


def chat(prompt: str, model: str = "llama3", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": prompt}], **more}


def until(condition: Callable[[], object]) -> None:
    """Wait for what another thread does; the test's time-out ends a wait in vain."""
    while not condition():
        threading.Event().wait(0.005)


# -- the protocol


def test_a_stream_is_a_line_a_token_and_a_last_one_with_the_usage(http: httpx.Client) -> None:
    response = http.post("/api/chat", json=chat("Hi Bob"))
    assert response.headers["content-type"] == "application/x-ndjson"
    *lines, last = [json.loads(line) for line in response.text.splitlines()]
    assert [line["message"]["content"] for line in lines] == ["Hello ", "there, ", "Bob!"]
    assert {line["message"]["role"] for line in [*lines, last]} == {"assistant"}
    assert not any(line["done"] for line in lines)
    assert last["done"]
    assert (last["done_reason"], last["prompt_eval_count"], last["eval_count"]) == ("stop", 2, 3)
    assert last["total_duration"] >= last["eval_duration"] >= 0


def test_without_a_stream_the_answer_is_one_object(http: httpx.Client) -> None:
    whole = http.post("/api/chat", json=chat("Hi Bob", stream=False)).json()
    assert whole["message"]["content"] == "Hello there, Bob!"
    assert whole["done"]
    called = http.post("/api/chat", json=chat("weather", stream=False, tools=[{"function": {"name": "look_up"}}])).json()
    assert [c["function"]["arguments"] for c in called["message"]["tool_calls"]] == [{"city": "Oslo"}, {"city": "Rome"}]


def test_a_request_without_messages_loads_the_model(http: httpx.Client) -> None:
    assert http.post("/api/chat", json={"model": "llama3"}).json()["done_reason"] == "load"
    assert http.post("/api/chat", json={"model": "none"}).status_code == 404


def test_what_else_ollama_tells(http: httpx.Client) -> None:
    assert http.get("/").text == "Ollama is running"
    assert http.get("/api/version").json() == {"version": VERSION}
    assert [m["model"] for m in http.get("/api/tags").json()["models"]] == ["llama3:latest", "one:latest"]
    assert "tools" in http.post("/api/show", json={"model": "llama3"}).json()["capabilities"]
    assert http.post("/api/show", json={"model": "none"}).json() == {"error": "model 'none' not found"}
    assert http.get("/api/ps").json() == {"models": []}
    assert [m["id"] for m in http.get("/v1/models").json()["data"]] == ["llama3", "one"]


def test_the_real_client_reads_all_of_it(stand_in: StandIn) -> None:
    client = real_ollama.Client(stand_in.url)
    assert [m.model for m in client.list().models] == ["llama3:latest", "one:latest"]
    assert client.show("llama3").capabilities == ["completion", "tools"]
    langchain_ollama.ChatOllama(model="llama3", base_url=stand_in.url, validate_model_on_init=True)
    client.close()


# -- the stage's classes against the real ones


def pair(kind: str, server: Model, url: str, model: str = "llama3") -> list[Any]:
    """The real class against the stand-in, and the stage's."""
    if kind == "ChatOllama":
        return [
            langchain_ollama.ChatOllama(model=model, base_url=url),
            providers.ChatOllama(model=model, server=Model(ANSWERS, QUICK)),
        ]
    return [
        langchain_openai.ChatOpenAI(model=model, base_url=url + "/v1", api_key="none", max_retries=0),
        providers.ChatOpenAI(model=model, server=Model(ANSWERS, QUICK)),
    ]


def plain(message: Any) -> dict[str, Any]:
    """What two runs have in common of a message: no identifiers, and of figures that are measured only the names."""
    return {
        "kind": type(message).__name__,
        "text": message.text,
        "tools": [(c["name"], c["args"]) for c in message.tool_calls],
        "metadata": sorted(message.response_metadata),
        "position": getattr(message, "chunk_position", None),
        "usage": message.usage_metadata,
    }


async def collected(stream: Any) -> list[Any]:
    return [chunk async for chunk in stream]


RUNNER = asyncio.Runner()
"""One loop for all tests: ChatOpenAI's models share one client, and its connections belong to the loop that opened them."""

CALLS: dict[str, Callable[[Any], Any]] = {
    "invoke": lambda m: [m.invoke("Hi Bob")],
    "ainvoke": lambda m: [RUNNER.run(m.ainvoke("Hi Bob"))],
    "stream": lambda m: list(m.stream("Hi Bob")),
    "astream": lambda m: RUNNER.run(collected(m.astream("Hi Bob"))),
    "stop": lambda m: [m.invoke("Hi Bob", stop=["there"])],
    "a conversation": lambda m: [m.invoke([("system", "Be brief."), ("human", "Hi Al"), ("ai", "Yes?"), ("human", "Hi Bob")])],
    "tools": lambda m: [m.bind_tools([look_up]).invoke("weather")],
    "tools, streamed": lambda m: list(m.bind_tools([look_up]).stream("weather")),
    "after the tools": lambda m: [after_tools(m)],
}


def after_tools(model: Any) -> AIMessage:
    asked: AIMessage = model.bind_tools([look_up]).invoke("weather")
    results = [look_up.invoke(call) for call in asked.tool_calls]
    return model.bind_tools([look_up]).invoke([HumanMessage("weather"), asked, *results])


@pytest.mark.parametrize("call", CALLS)
def test_chat_ollama_on_the_stage_is_as_the_real_one(call: str, server: Model, stand_in: StandIn) -> None:
    real, fake = ([plain(m) for m in CALLS[call](model)] for model in pair("ChatOllama", server, stand_in.url))
    assert fake == real


@pytest.mark.parametrize("call", CALLS)
def test_chat_openai_on_the_stage_says_as_the_real_one(call: str, server: Model, stand_in: StandIn) -> None:
    def said(model: Any) -> list[tuple[str, Any]]:
        return [(p["text"], p["tools"]) for p in map(plain, CALLS[call](model))]

    real, fake = (said(model) for model in pair("ChatOpenAI", server, stand_in.url))
    assert fake == real


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
@pytest.mark.parametrize("kind", ["ChatOllama", "ChatOpenAI"])
def test_structured_output(kind: str, method: str, server: Model, stand_in: StandIn) -> None:
    for model in pair(kind, server, stand_in.url):
        assert model.with_structured_output(Number, method=method).invoke("number") == Number(value=7)
        raw = model.with_structured_output(Number, method=method, include_raw=True).invoke("number")
        assert (raw["parsed"], raw["parsing_error"]) == (Number(value=7), None)


@pytest.mark.parametrize(("model", "prompt"), [("none", "Hi Bob"), ("llama3", "down"), ("llama3", "what?")])
def test_errors_of_chat_ollama(model: str, prompt: str, server: Model, stand_in: StandIn) -> None:
    real, fake = pair("ChatOllama", server, stand_in.url, model)
    with pytest.raises(real_ollama.ResponseError) as theirs:
        real.invoke(prompt)
    if prompt == "what?":  # on the stage it is an author's mistake, over HTTP a client's
        assert theirs.value.status_code == 400
        assert "It knows these prompts:\n" in str(theirs.value)
        assert "\n  Hi {name}\n" in str(theirs.value)
        return
    with pytest.raises(providers.ResponseError) as ours:
        fake.invoke(prompt)
    assert str(ours.value) == str(theirs.value)
    assert ours.value.status_code == theirs.value.status_code


def test_errors_of_v1(http: httpx.Client) -> None:
    response = http.post("/v1/chat/completions", json=chat("Hi Bob", "none"))
    assert response.status_code == 404
    words = {
        "message": "The model `none` does not exist or you do not have access to it.",
        "type": "invalid_request_error",
        "param": None,
        "code": "model_not_found",
    }
    assert response.json() == {"error": words}
    assert http.post("/v1/chat/completions", json={"model": "llama3"}).json()["error"]["type"] == "invalid_request_error"
    assert http.post("/v1/chat/completions", json=chat("down")).json()["error"]["type"] == "server_error"


def test_one_model_over_two_loops(server: Model, stand_in: StandIn) -> None:
    def thrice(model: Any) -> list[str]:
        seen = []
        for _ in range(3):
            try:
                seen.append(asyncio.run(model.ainvoke("Hi Bob")).text)
            except RuntimeError as error:
                seen.append(str(error))
        return seen

    real, fake = (thrice(model) for model in pair("ChatOllama", server, stand_in.url))
    assert fake == real == ["Hello there, Bob!", "Event loop is closed", "Hello there, Bob!"]


def test_embeddings(stand_in: StandIn) -> None:
    real = langchain_ollama.OllamaEmbeddings(model="any", base_url=stand_in.url)
    assert real.embed_documents(["one text", "two"]) == [embed("one text"), embed("two")]
    assert asyncio.run(real.aembed_query("two")) == embed("two")
    assert [c.kind for c in stand_in.model.log.calls] == ["embedding", "embedding"]


# -- many requests


def test_the_peak_in_flight_is_known(server: Model, stand_in: StandIn) -> None:
    server.models["slow"] = Speed(0.3, 0)
    model = langchain_ollama.ChatOllama(model="slow", base_url=stand_in.url)

    async def main() -> None:
        await asyncio.gather(*[model.ainvoke("Hi Bob") for _ in range(30)])
        await model.ainvoke("Hi Bob")

    asyncio.run(main())
    assert (server.peak, len(server.calls)) == (30, 31)


def test_one_after_another_never_overlaps(http: httpx.Client, server: Model) -> None:
    for _ in range(200):
        http.post("/api/chat", json=chat("Hi Bob"))
    assert server.peak == 1


def test_a_full_queue_refuses(stand_in: StandIn, server: Model) -> None:
    held = [socket.create_connection(("127.0.0.1", stand_in.port)) for _ in range(2)]
    for connection in held:
        connection.sendall(raw(chat("long", "one")))
    until(lambda: len(server.calls) == 2)
    response = httpx.post(stand_in.url + "/api/chat", json=chat("Hi Bob", "one"))
    assert (response.status_code, response.json()) == (503, {"error": BUSY})
    for connection in held:
        connection.close()


def raw(body: Any, path: str = "/api/chat") -> bytes:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (path.encode(), len(text)) + text


@pytest.mark.parametrize("how", ["close", "half-close"])
def test_who_hangs_up_frees_the_slot_and_the_place_in_the_queue(how: str, stand_in: StandIn, server: Model) -> None:
    served, queued = (socket.create_connection(("127.0.0.1", stand_in.port)) for _ in range(2))
    for number, connection in enumerate((served, queued), 1):
        connection.sendall(raw(chat("long", "one")))
        until(lambda number=number: len(server.calls) == number)
    for connection in (queued, served):
        connection.shutdown(socket.SHUT_WR) if how == "half-close" else connection.close()
        until(lambda: any(c.end is not None for c in server.calls))
    until(lambda: [c.outcome for c in server.calls] == ["cancelled", "cancelled"])
    assert httpx.post(stand_in.url + "/api/chat", json=chat("Hi Bob", "one"), timeout=20).status_code == 200
    for connection in (served, queued):
        connection.close()


def test_a_cancelled_call_hangs_up(stand_in: StandIn, server: Model) -> None:
    model = langchain_ollama.ChatOllama(model="one", base_url=stand_in.url)

    async def main() -> None:
        task = asyncio.create_task(model.ainvoke("long"))
        await asyncio.to_thread(until, lambda: server.calls)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(main())
    until(lambda: server.calls[0].outcome == "cancelled")


# -- bad input


BAD = {
    "nothing": (b"", 400, "missing request body"),
    "no JSON": (b"{", 400, "invalid JSON"),
    "not UTF-8": (b'{"model": "\xff"}', 400, "invalid JSON"),
    "no object": (b"[]", 400, "an object"),
    "too deep": (b"[" * 200_000, 400, "invalid JSON"),
    "no model": (b"{}", 400, "model is required"),
    "a number for a model": (b'{"model": 3}', 400, "`model` must be of type str"),
    "messages of a wrong type": (b'{"model": "llama3", "messages": "Hi"}', 400, "`messages` must be of type list"),
    "a message of a wrong type": (b'{"model": "llama3", "messages": ["Hi"]}', 400, "a `role`"),
    "a content of a wrong type": (b'{"model": "llama3", "messages": [{"role": "user", "content": 3}]}', 400, "is text"),
    "a tool without a name": (b'{"model": "llama3", "messages": [], "tools": [{}]}', 400, "a `name`"),
    "a tool call without a function": (
        b'{"model": "llama3", "messages": [{"role": "assistant", "tool_calls": [{}]}]}',
        400,
        "a `function`",
    ),
    "too large": (b" " * (MAX_BODY + 1), 413, "too large"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("path", ["/api/chat", "/v1/chat/completions"])
def test_a_bad_request_is_refused_in_words_and_the_next_one_served(what: str, path: str, http: httpx.Client) -> None:
    body, status, words = BAD[what]
    response = http.post(path, content=body)
    error = response.json()["error"]
    assert response.status_code == status
    assert words in (error["message"] if path.startswith("/v1") else error)
    assert http.post("/api/chat", json=chat("Hi Bob")).status_code == 200


def test_unknown_paths_and_methods(http: httpx.Client) -> None:
    response = http.get("/api/nothing")
    assert (response.status_code, response.text) == (404, "404 page not found")
    response = http.get("/api/chat")
    assert (response.status_code, response.text) == (405, "405 method not allowed")
    assert http.post("/api/chat/", json=chat("Hi Bob")).status_code == 404


@pytest.mark.parametrize("noise", [b"", b"hello\r\n\r\n", raw(chat("Hi Bob"))[:-5], b"POST /api/chat HTTP/1.1\r\nHost: x\r\n"])
def test_noise_and_broken_requests_do_not_stop_it(noise: bytes, stand_in: StandIn, http: httpx.Client) -> None:
    with socket.create_connection(("127.0.0.1", stand_in.port)) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(20)
        while connection.recv(4096):
            pass
    assert http.post("/api/chat", json=chat("Hi Bob")).status_code == 200


# -- starting it


def load(folder: Path) -> Model:
    return Library(folder).server()


def test_it_listens_on_this_machine_alone() -> None:
    with listen() as sock:
        assert sock.getsockname()[0] == "127.0.0.1"


def test_small_packets_leave_at_once() -> None:
    with listen() as sock:
        assert sock.proto == socket.IPPROTO_TCP, (
            "asyncio sets TCP_NODELAY on sockets of this protocol alone: tokens come 40 ms late"
        )


def test_a_port_in_use_is_an_error(stand_in: StandIn) -> None:
    with pytest.raises(PortInUse):
        listen(port=stand_in.port)
