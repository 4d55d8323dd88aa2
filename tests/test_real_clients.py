"""How the real clients meet the model: each kind of failure as each of them reports it, sync and async, over loopback sockets.

``FAILURES`` is the table; a row is a kind of failure, a column a client.
"""

import asyncio
import functools
import json
import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import langchain_ollama
import langchain_openai
import ollama
import openai
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from pydantic import BaseModel

from awaited.model.failures import BUSY
from awaited.model.model import Answer, Model, Speed
from awaited.model.stand_in import StandIn
from awaited.model.vectors import embed
from awaited.model.wire_ollama import LIMITED

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    # LangChain's models never close their clients.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

RUNNER = asyncio.Runner()
"""One loop for all tests: ChatOpenAI's models share one client, and its connections belong to the loop that opened them."""


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with StandIn(Model({})) as running:
        yield running
        RUNNER.close()
    raw_openai.cache_clear()


QUICK = {"llama3": Speed(0, 0)}


@pytest.fixture
def stand_in(running: StandIn) -> StandIn:
    running.model = Model({}, QUICK)
    return running


# -- the clients

CLIENTS = ["ollama", "ChatOllama", "openai", "ChatOpenAI"]


def chat_ollama(url: str, timeout: float = 20, **more: Any) -> langchain_ollama.ChatOllama:
    # To read the certificates that nothing here needs takes longer than all the rest.
    return langchain_ollama.ChatOllama(model="llama3", base_url=url, client_kwargs={"timeout": timeout, "verify": False}, **more)


@functools.cache
def raw_openai(kind: type, url: str) -> Any:
    return kind(base_url=f"{url}/v1", api_key="none", max_retries=0)


def chat_openai(url: str, timeout: float = 20, **more: Any) -> langchain_openai.ChatOpenAI:
    fields = {"model": "llama3", "api_key": "none", "max_retries": 0, "timeout": timeout, **more}
    return langchain_openai.ChatOpenAI(base_url=f"{url}/v1", **fields)


def ask(client: str, url: str, prompt: str, timeout: float = 20) -> str:
    """One question, as a client asks it when it is told nothing more."""
    messages = [{"role": "user", "content": prompt}]
    match client:
        case "ollama":
            with ollama.Client(url, timeout=timeout, verify=False) as raw:
                return raw.chat("llama3", messages).message.content
        case "ChatOllama":
            return chat_ollama(url, timeout).invoke(prompt).text
        case "openai":
            answer = raw_openai(openai.OpenAI, url).chat.completions.create(model="llama3", messages=messages, timeout=timeout)
            return answer if isinstance(answer, str) else answer.choices[0].message.content
    return chat_openai(url, timeout).invoke(prompt).text


async def aask(client: str, url: str, prompt: str, timeout: float = 20) -> str:
    """The same, as a coroutine."""
    messages = [{"role": "user", "content": prompt}]
    match client:
        case "ollama":
            return (await ollama.AsyncClient(url, timeout=timeout, verify=False).chat("llama3", messages)).message.content
        case "ChatOllama":
            return (await chat_ollama(url, timeout).ainvoke(prompt)).text
        case "openai":
            raw = raw_openai(openai.AsyncOpenAI, url)
            answer = await raw.chat.completions.create(model="llama3", messages=messages, timeout=timeout)
            return answer if isinstance(answer, str) else answer.choices[0].message.content
    return (await chat_openai(url, timeout).ainvoke(prompt)).text


def asked(how: str, *arguments: Any) -> str:
    return ask(*arguments) if how == "sync" else RUNNER.run(aask(*arguments))


# -- failures

DISCONNECTED = "httpx.RemoteProtocolError: Server disconnected without sending a response."
INCOMPLETE = "httpx.RemoteProtocolError: peer closed connection without sending complete message body (incomplete chunked read)"
NO_CONNECTION = "openai.APIConnectionError: Connection error."
HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"
NO_JSON = "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"
NO_RESPONSE = "builtins.ValueError: Unexpected response type from OpenAI-compatible endpoint"
OPENAI_STATUS = {
    400: "openai.BadRequestError",
    401: "openai.AuthenticationError",
    403: "openai.PermissionDeniedError",
    404: "openai.NotFoundError",
    409: "openai.ConflictError",
    422: "openai.UnprocessableEntityError",
    429: "openai.RateLimitError",
    500: "openai.InternalServerError",
    503: "openai.InternalServerError",
}

FAILURES: dict[str, tuple[dict[str, Any], list[str]]] = {
    # what the answer says                  ollama, ChatOllama, openai, ChatOpenAI
    **{
        f"status {status}": (
            {"status": status, "error": "as the page says"},
            2 * [f"ollama._types.ResponseError: as the page says (status code: {status})"]
            + 2 * [f"{kind}: Error code: {status}"],
        )
        for status, kind in OPENAI_STATUS.items()
    },
    "reset": ({"failure": "reset"}, 2 * ["httpx.ReadError: "] + 2 * [NO_CONNECTION]),
    "cut": ({"failure": "cut"}, [DISCONNECTED, INCOMPLETE, NO_CONNECTION, NO_CONNECTION]),
    "cut at once": ({"failure": "cut", "cut_after": 0}, 2 * [DISCONNECTED] + 2 * [NO_CONNECTION]),
    "error": (
        {"failure": "error", "error": "it crashed"},
        [
            "ollama._types.ResponseError: it crashed (status code: 500)",
            "ollama._types.ResponseError: it crashed (status code: -1)",
            "openai.InternalServerError: Error code: 500",
            "openai.InternalServerError: Error code: 500",
        ],
    ),
    "never": ({"failure": "never"}, 2 * ["httpx.ReadTimeout: "] + 2 * ["openai.APITimeoutError: Request timed out."]),
    "slow": (
        {"failure": "slow", "slow": 60},
        2 * ["httpx.ReadTimeout: "] + 2 * ["openai.APITimeoutError: Request timed out."],
    ),
    "garbage": ({"failure": "garbage"}, [NO_JSON, NO_JSON, HTML, NO_RESPONSE]),
}
REFUSED = {
    "sync": [
        "builtins.ConnectionError: Failed to connect to Ollama.",
        "httpx.ConnectError: [Errno 111] Connection refused",
        NO_CONNECTION,
        NO_CONNECTION,
    ],
    "async": [
        "builtins.ConnectionError: Failed to connect to Ollama.",
        "httpx.ConnectError: All connection attempts failed",
        NO_CONNECTION,
        NO_CONNECTION,
    ],
}


def reported(call: Callable[[], str]) -> list[str]:
    """What comes of a call: its answer, or the exception by each of the names that an ``except`` may catch it by."""
    try:
        return [call()]
    except Exception as error:
        return [f"{kind.__module__}.{kind.__qualname__}: {error}" for kind in type(error).__mro__]


def expect(words: str, call: Callable[[], str]) -> None:
    lines = reported(call)
    assert any(line.startswith(words) for line in lines), lines


@pytest.mark.parametrize("how", ["sync", "async"])
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("kind", FAILURES)
def test_a_failure_as_a_client_reports_it(kind: str, client: str, how: str, stand_in: StandIn) -> None:
    fields, words = FAILURES[kind]
    stand_in.model.answers["Hi"] = Answer("one two three", fails=1, **fields)
    timeout = 0.15 if kind in ("never", "slow") else 20
    expect(words[CLIENTS.index(client)], lambda: asked(how, client, stand_in.url, "Hi", timeout))
    assert asked(how, client, stand_in.url, "Hi") == "one two three"
    assert len(stand_in.model.calls) == 2


@pytest.mark.parametrize("how", ["sync", "async"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_server_that_is_not_there_as_a_client_reports_it(client: str, how: str, stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "Hello!"
    stand_in.go_down()
    try:
        expect(REFUSED[how][CLIENTS.index(client)], lambda: asked(how, client, stand_in.url, "Hi"))
    finally:
        stand_in.come_up()
    assert asked(how, client, stand_in.url, "Hi") == "Hello!"


def test_an_outage_has_its_time() -> None:
    with StandIn(Model({"Hi": "Hello!"}, QUICK, outages=[(0.0, math.inf)])) as stand_in:
        for _ in range(100):  # it goes down as soon as its loop turns
            lines = reported(lambda: ask("ChatOllama", stand_in.url, "Hi"))
            if lines != ["Hello!"]:
                break
    assert any(line.startswith("httpx.") for line in lines)


def test_the_openai_client_tries_again_when_it_is_told_to(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = Answer("Hello!", fails=2, status=429, retry_after=0.001)
    assert chat_openai(stand_in.url, max_retries=2).invoke("Hi").text == "Hello!"
    assert [c.outcome for c in stand_in.model.calls] == ["error 429", "error 429", "answered"]


def test_a_retry_after_is_told(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = Answer(fails=9, status=503, retry_after=2.5)
    body = {"model": "llama3", "messages": [{"role": "user", "content": "Hi"}]}
    assert httpx.post(f"{stand_in.url}/api/chat", json=body).headers["retry-after"] == "2.5"
    told = httpx.post(f"{stand_in.url}/v1/chat/completions", json=body).headers
    assert (told["retry-after"], told["retry-after-ms"]) == ("2.5", "2500")


def test_a_failure_in_mid_stream_has_an_event_of_its_own(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = Answer("one two three", fails=1, failure="error", error="it crashed")
    stream, seen = chat_openai(stand_in.url).stream("Hi"), []
    with pytest.raises(openai.APIError, match="it crashed"):
        seen += stream
    assert len(stand_in.model.calls) == 1


@pytest.mark.parametrize("client", ["ChatOllama", "ChatOpenAI"])
def test_a_model_that_is_not_there(client: str, stand_in: StandIn) -> None:
    stand_in.model.models = {}
    if client == "ChatOllama":
        with pytest.raises(ollama.ResponseError, match="model 'llama3' not found"):
            ask(client, stand_in.url, "Hi")
        return
    with pytest.raises(openai.NotFoundError) as error:
        ask(client, stand_in.url, "Hi")
    assert error.value.code == "model_not_found"
    assert error.value.request_id.startswith("req_")


def test_an_unknown_prompt_is_a_wrong_request(stand_in: StandIn) -> None:
    stand_in.model.answers["Say yes"] = "Yes."
    for client in CLIENTS:
        lines = reported(lambda client=client: ask(client, stand_in.url, "Say no"))
        assert any("the fake model has no answer to 'Say no'" in line and "400" in line for line in lines), lines
    assert stand_in.model.unanswered == ["Say no"] * 4


def test_what_a_function_raises_is_seen_on_both_sides(stand_in: StandIn) -> None:
    stand_in.model.answers["Divide {n}"] = lambda prompt, values: str(1 / int(values["n"]))
    assert ask("ChatOllama", stand_in.url, "Divide 2") == "0.5"
    with pytest.raises(ollama.ResponseError, match="ZeroDivisionError: division by zero"):
        ask("ChatOllama", stand_in.url, "Divide 0")
    assert [type(e) for e in stand_in.model.errors] == [ZeroDivisionError]


def test_openai_wants_the_right_key(stand_in: StandIn) -> None:
    stand_in.model = Model({"Hi": "Hello!"}, QUICK, api_key="sk-0123456789-right")
    assert chat_openai(stand_in.url, api_key="sk-0123456789-right").invoke("Hi").text == "Hello!"
    with pytest.raises(openai.AuthenticationError) as error:
        chat_openai(stand_in.url, api_key="sk-0123456789-wrong").invoke("Hi")
    assert error.value.code == "invalid_api_key"
    assert "sk-01234*******rong" in str(error.value)
    body = {"model": "llama3", "messages": [{"role": "user", "content": "Hi"}]}
    assert httpx.post(f"{stand_in.url}/v1/chat/completions", json=body).status_code == 401


# -- limits


def test_openai_says_that_a_limit_is_reached(stand_in: StandIn) -> None:
    stand_in.model = Model({"Hi": "Hello!"}, {"llama3": Speed(0, 0, requests_per_minute=2)})
    client = chat_openai(stand_in.url)
    assert [client.invoke("Hi").text for _ in range(2)] == ["Hello!", "Hello!"]
    with pytest.raises(openai.RateLimitError) as error:
        client.invoke("Hi")
    assert (error.value.type, error.value.code) == ("requests", "rate_limit_exceeded")
    assert "on requests per min (RPM): Limit 2, Used 2, Requested 1. Please try again in " in str(error.value)
    assert 0 < float(error.value.response.headers["retry-after"]) <= 30
    assert [c.outcome for c in stand_in.model.calls] == ["answered", "answered", "error 429"]


def test_openai_says_what_is_left(stand_in: StandIn) -> None:
    stand_in.model = Model({"Hi": "Hello!"}, {"llama3": Speed(0, 0, requests_per_minute=60, tokens_per_minute=600)})
    body = {"model": "llama3", "messages": [{"role": "user", "content": "Hi"}]}
    headers = httpx.post(f"{stand_in.url}/v1/chat/completions", json=body).headers
    limits = {name.removeprefix("x-ratelimit-"): value for name, value in headers.items() if name.startswith("x-ratelimit-")}
    assert limits.keys() == {f"{what}-{kind}" for what in ("limit", "remaining", "reset") for kind in ("requests", "tokens")}
    assert (limits["limit-requests"], limits["remaining-requests"]) == ("60", "59")
    assert (limits["limit-tokens"], limits["remaining-tokens"]) == ("600", "598")


def test_ollama_says_that_a_limit_is_reached(stand_in: StandIn) -> None:
    stand_in.model = Model({"Hi": "Hello!"}, {"llama3": Speed(0, 0, tokens_per_minute=3)})
    assert ask("ChatOllama", stand_in.url, "Hi") == "Hello!"
    with pytest.raises(ollama.ResponseError) as error:
        ask("ChatOllama", stand_in.url, "Hi")
    assert (error.value.error, error.value.status_code) == (LIMITED, 429)


def test_a_full_queue_in_the_words_of_each(stand_in: StandIn) -> None:
    stand_in.model = Model({"Hi": Answer("Hello!", failure="never", fails=1)}, {"llama3": Speed(0, 0, slots=1, queue=0)})

    async def main() -> tuple[list[str], list[str]]:
        held = asyncio.create_task(aask("ChatOllama", stand_in.url, "Hi"))
        while not stand_in.model.calls:
            await asyncio.sleep(0.001)
        ours = await asyncio.to_thread(reported, lambda: ask("ChatOllama", stand_in.url, "Hi"))
        theirs = await asyncio.to_thread(reported, lambda: ask("ChatOpenAI", stand_in.url, "Hi"))
        held.cancel()
        await asyncio.wait([held])
        return ours, theirs

    ours, theirs = RUNNER.run(main())
    assert ours[0] == f"ollama._types.ResponseError: {BUSY} (status code: 503)"
    assert any(line.startswith("openai.InternalServerError: Error code: 503") for line in theirs)


# -- what is asked and answered


class Number(BaseModel):
    """A number."""

    value: int


@tool
def look_up(city: str) -> str:
    """Look up the weather."""
    return f"fine in {city}"


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
@pytest.mark.parametrize("make", [chat_ollama, chat_openai])
@pytest.mark.parametrize("how", ["sync", "async"])
def test_structured_output(how: str, make: Callable[..., Any], method: str, stand_in: StandIn) -> None:
    stand_in.model.answers["A number as JSON"] = {"text": "Seven.", "structured": {"value": 7}}
    model = make(stand_in.url).with_structured_output(Number, method=method)
    if method == "function_calling" and make is chat_ollama:  # it sends no choice: a model that has something to say may say it
        stand_in.model.answers["A number as JSON"] = {"structured": {"value": 7}}
    given = model.invoke("A number as JSON") if how == "sync" else RUNNER.run(model.ainvoke("A number as JSON"))
    assert given == Number(value=7)


@pytest.mark.parametrize("make", [chat_ollama, chat_openai])
def test_tools(make: Callable[..., Any], stand_in: StandIn) -> None:
    stand_in.model.answers["weather in {city}"] = {
        "tool_calls": [{"name": "look_up", "args": {"city": "{city}"}}],
        "after_tools": "Fine there.",
    }
    model = make(stand_in.url).bind_tools([look_up])
    asked = model.invoke("Weather in Oslo")
    assert [(c["name"], c["args"]) for c in asked.tool_calls] == [("look_up", {"city": "Oslo"})]
    assert model.invoke([("human", "Weather in Oslo"), asked, look_up.invoke(asked.tool_calls[0])]).text == "Fine there."


def test_an_answer_that_is_too_long_is_cut_and_says_so(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "one two three four"
    cut = chat_ollama(stand_in.url, num_predict=2, seed=1).invoke("Hi")
    assert (cut.text, cut.response_metadata["done_reason"], cut.usage_metadata["output_tokens"]) == ("one two ", "length", 2)
    cut = chat_openai(stand_in.url, max_tokens=2, seed=1).invoke("Hi")
    assert (cut.text, cut.response_metadata["finish_reason"], cut.usage_metadata["output_tokens"]) == ("one two ", "length", 2)
    whole = chat_ollama(stand_in.url, num_predict=4).invoke("Hi")
    assert (whole.text, whole.response_metadata["done_reason"]) == ("one two three four", "stop")


@pytest.mark.parametrize("make", [chat_ollama, chat_openai])
def test_an_answer_ends_before_a_stop_word(make: Callable[..., Any], stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "one two three four"
    assert make(stand_in.url).invoke("Hi", stop=["three"]).text == "one two "


def test_several_answers_at_once(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "Hello!"
    assert [g.text for g in chat_openai(stand_in.url, n=2).generate([[HumanMessage("Hi")]]).generations[0]] == [
        "Hello!",
        "Hello!",
    ]


def by_responses(url: str, **more: Any) -> langchain_openai.ChatOpenAI:
    return chat_openai(url, use_responses_api=True, **more)


def test_the_newer_interface(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "one two three"
    model = by_responses(stand_in.url, reasoning={"effort": "low"})
    whole = model.invoke([("system", "Be brief."), ("human", "Hi"), ("ai", "Yes?"), ("human", "Hi")])
    assert (whole.text, whole.response_metadata["status"]) == ("one two three", "completed")
    assert (whole.usage_metadata["input_tokens"], whole.usage_metadata["output_tokens"]) == (5, 3)
    assert [chunk.text for chunk in model.stream("Hi") if chunk.text] == ["one ", "two ", "three"]
    assert RUNNER.run(model.ainvoke("Hi")).text == "one two three"
    cut = by_responses(stand_in.url, max_tokens=2).invoke("Hi")
    assert (cut.text, cut.response_metadata["status"]) == ("one two ", "incomplete")


def test_tools_and_structure_by_the_newer_interface(stand_in: StandIn) -> None:
    stand_in.model.answers["weather"] = {
        "tool_calls": [{"name": "look_up", "args": {"city": "Oslo"}}],
        "after_tools": "Fine there.",
    }
    stand_in.model.answers["A number as JSON"] = {"text": "Seven.", "structured": {"value": 7}}
    model = by_responses(stand_in.url).bind_tools([look_up])
    for asked in (model.invoke("weather"), functools.reduce(operator.add, model.stream("weather"))):
        assert [(c["name"], c["args"]) for c in asked.tool_calls] == [("look_up", {"city": "Oslo"})]
        assert model.invoke([HumanMessage("weather"), asked, look_up.invoke(asked.tool_calls[0])]).text == "Fine there."
    for method in ("json_schema", "function_calling", "json_mode"):
        structured = by_responses(stand_in.url).with_structured_output(Number, method=method)
        assert structured.invoke("A number as JSON") == Number(value=7)


def test_failures_by_the_newer_interface(stand_in: StandIn) -> None:
    model = by_responses(stand_in.url)
    stand_in.model.answers["Hi"] = Answer("one two three", fails=1, status=429)
    with pytest.raises(openai.RateLimitError):
        list(model.stream("Hi"))
    stand_in.model.answers["Ho"] = Answer("one two three", fails=1, failure="error", error="it crashed")
    with pytest.raises((openai.APIError, ValueError), match="it crashed"):
        list(model.stream("Ho"))
    for given in ({"input": 3}, {"input": []}, {}):
        response = httpx.post(f"{stand_in.url}/v1/responses", json={"model": "llama3", **given})
        assert (response.status_code, response.json()["error"]["type"]) == (400, "invalid_request_error")


def test_the_models_that_complete_a_prompt(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "one two three"
    old = langchain_ollama.OllamaLLM(model="llama3", base_url=stand_in.url)
    assert old.invoke("Hi") == "one two three"
    assert list(old.stream("Hi"))[:3] == ["one ", "two ", "three"]
    assert RUNNER.run(old.ainvoke("Hi")) == "one two three"
    older = langchain_openai.OpenAI(model="llama3", base_url=f"{stand_in.url}/v1", api_key="none", max_tokens=2)
    assert older.invoke("Hi") == "one two "
    assert "".join(older.stream("Hi")) == "one two "
    with ollama.Client(stand_in.url, verify=False) as client:
        told = client.generate("llama3", "Hi", system="Be brief.")
        assert (told.response, told.done_reason, told.prompt_eval_count) == ("one two three", "stop", 3)
        assert client.generate("llama3").done_reason == "load"


def test_embeddings(stand_in: StandIn) -> None:
    close = pytest.approx(embed("one text"), abs=1e-6)
    ours = langchain_ollama.OllamaEmbeddings(model="any", base_url=stand_in.url)
    assert ours.embed_documents(["one text", "two"])[0] == close
    with ollama.Client(stand_in.url, verify=False) as client:
        assert list(client.embeddings("any", "one text").embedding) == close
    theirs = langchain_openai.OpenAIEmbeddings(
        model="any", base_url=f"{stand_in.url}/v1", api_key="none", check_embedding_ctx_length=False
    )
    assert theirs.embed_query("one text") == close
    assert RUNNER.run(theirs.aembed_documents(["one text", "two"]))[0] == close
    short = langchain_openai.OpenAIEmbeddings(
        model="any", base_url=f"{stand_in.url}/v1", api_key="none", check_embedding_ctx_length=False, dimensions=8
    )
    assert len(short.embed_query("one text")) == 8
    with openai.OpenAI(base_url=f"{stand_in.url}/v1", api_key="none") as client:
        assert len(client.embeddings.create(model="any", input=[[1, 2], [3]]).data) == 2  # tokens, as LangChain sends them
    assert {c.kind for c in stand_in.model.log.calls} == {"embedding"}


def test_who_asks_is_told_by_the_port() -> None:
    from awaited.model.http_server import HTTPServer
    from awaited.model.interfaces import Interfaces

    model, ports = Model({"Hi": "Hello!"}, QUICK), []

    def caller(port: int) -> tuple[str, str]:
        ports.append(port)
        return "the main thread", "sync"

    async def main() -> None:
        server = await HTTPServer(Interfaces(model, caller)).start()
        async with server, httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
            await client.post("/api/chat", json={"model": "llama3", "messages": [{"role": "user", "content": "Hi"}]})
            await client.post("/v1/embeddings", json={"model": "llama3", "input": "Hi"})

    asyncio.run(main())
    assert [(c.kind, c.by, c.path) for c in model.log.calls] == [
        ("model", "the main thread", "sync"),
        ("embedding", "the main thread", "sync"),
    ]
    assert len(set(ports)) == 1
    assert 0 not in ports


def test_a_stream_of_the_raw_client_is_what_the_stand_in_sends(stand_in: StandIn) -> None:
    stand_in.model.answers["Hi"] = "one two"
    body = {"model": "llama3", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    events = httpx.post(f"{stand_in.url}/v1/chat/completions", json=body).text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    told = [json.loads(e.removeprefix("data: "))["choices"][0] for e in events[:-2]]
    assert [c["delta"].get("content") for c in told] == ["one ", "two", None]
    assert [c["finish_reason"] for c in told] == [None, None, "stop"]
