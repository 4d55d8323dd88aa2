"""What the model says: prompts that are found however they are typed, answers as they may be written, limits a minute."""

import asyncio
import math
import sys
import types
from collections.abc import Callable
from typing import Any, get_args

import pytest
from conftest import ROOT
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from awaited.model import providers
from awaited.model import speed as speeds
from awaited.model.answers import Answer, Answers, UnknownPrompt, WrongAnswer
from awaited.model.chat_model import FakeChatModel
from awaited.model.conversation import Message, Request
from awaited.model.failures import CutOff, Failure, Garbage, RateLimited, Reset, ServerError
from awaited.model.model import Model
from awaited.model.speed import Limits, Speed
from awaited.model.tables import WrongTable
from awaited.model.vectors import embed
from awaited.recording.calls import CallLog

KNOWN = {
    "What is the capital of Japan?": "Tokyo is Japan's capital city.",
    "What is the capital of {country}?": "Ask me about {country} again.",
    "Tell me a joke.": "No.",
    "Don't you know who I am?": "No.",
    "Compare {one} with {two}": "{one} is not {two}.",
    "Say {word} and {word}": "Twice: {word}.",
}


@pytest.fixture
def answers() -> Answers:
    return Answers(KNOWN)


# -- prompts


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("What is the capital of Japan?", "Tokyo is Japan's capital city."),
        ("what is the capital of japan", "Tokyo is Japan's capital city."),
        ("What's the capital of Japan?", "Tokyo is Japan's capital city."),
        ("What’s the capital of Japan?!", "Tokyo is Japan's capital city."),
        ("Whats  the\n capital of Japan ?", "Tokyo is Japan's capital city."),
        ("What's the capital of Peru?", "Ask me about Peru again."),
        ("what is the capital of Peru", "Ask me about Peru again."),
        ("What is the capital of São Tomé and Príncipe?", "Ask me about São Tomé and Príncipe again."),
        ("TELL ME A JOKE!", "No."),
        ("“Tell me a joke”", None),
        ("Do not you know who I'm", "No."),
        ("dont you know who I am?", "No."),
        ("compare A’s with B.", "As is not B."),
        ("Compare a line\nand another with B", "a line\nand another is not B."),
        ("Say yes and yes", "Twice: yes."),
        ("Say yes and no", None),
        ("What is the capital?", None),
    ],
)
def test_a_prompt_is_found_however_it_is_typed(prompt: str, text: str | None, answers: Answers) -> None:
    model = Model(answers)
    llm = FakeChatModel(server=model)
    model.models = {"*": Speed(0, 0)}
    if text is None:
        with pytest.raises(UnknownPrompt):
            llm.invoke(prompt)
    else:
        assert llm.invoke(prompt).text == text


def test_the_prompt_with_the_most_words_of_its_own_wins() -> None:
    answers = Answers({"{anything}": "any", "Why {thing}": "why", "Why is {thing} blue?": "blue"})
    found = {prompt: answers.match(prompt) for prompt in ("Why is the sky blue?", "Why not", "Because")}
    assert [f and f[0] for f in found.values()] == ["Why is {thing} blue?", "Why {thing}", "{anything}"]


def test_an_unknown_prompt_says_the_nearest_first_and_counts_the_others() -> None:
    answers = Answers(
        {f"Question {n}?": "" for n in range(100)} | {"Why is the sky blue at noon?": "", "Why is grass green?": ""}
    )
    with pytest.raises(UnknownPrompt) as error:
        answers.find("Why's the sky blue?")
    first, *listed, last = str(error.value).splitlines()
    assert first == 'the fake model has no answer to "Why\'s the sky blue?". It knows these prompts:'
    assert listed[0] == "  Why is the sky blue at noon?"
    assert len(listed) == 3
    assert last == "Ask one of them or of 99 others, or give the model an answer to yours."


def test_a_model_that_knows_nothing_says_so() -> None:
    with pytest.raises(UnknownPrompt, match="It knows no prompt at all"):
        Answers().find("Hi")


# -- answers as they may be written


@pytest.mark.parametrize(
    "given",
    ["Hello!", {"text": "Hello!"}, Answer("Hello!"), lambda prompt, values: "Hello!", lambda prompt, values: Answer("Hello!")],
    ids=["a text", "fields", "an Answer", "a function to a text", "a function to an Answer"],
)
def test_an_answer_may_be_written_in_many_ways(given: Any) -> None:
    answers = Answers({"Hi": given})
    assert answers.find("Hi") == (Answer("Hello!"), {})


def test_a_function_gets_the_prompt_and_the_placeholders() -> None:
    answers = Answers({"Add {a} and {b}": lambda prompt, values: f"{prompt}: {int(values['a']) + int(values['b'])}"})
    assert answers.find("Add 2 and 3")[0].text == "Add 2 and 3: 5"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"txt": "Hello!"},
            "the answer to 'Hi' has no 'txt' (did you mean 'text'?): it may have text, tool_calls, rounds, after_tools, "
            "without_history, structured, fails, failure, status, error, retry_after, cut_after, slow, first_token, per_token",
        ),
        ({"fails": "2"}, "'fails' of the answer to 'Hi' is a number from 0, not '2'"),
        ({"text": 3}, "'text' of the answer to 'Hi' is a text, not 3"),
        ({"failure": 503}, f"{', '.join(get_args(Failure))}; for an HTTP status say status=503"),
        (Answer("Hi", failure="explode"), "has the failure 'explode': there are status"),  # type: ignore[arg-type]
        ({"failure": "explode"}, f"has the failure 'explode': there are {', '.join(get_args(Failure))}"),
        (3, "the answer to 'Hi' is a text, a table, an Answer or a function, not int"),
        ({"tool_calls": 3}, "'tool_calls' of the answer to 'Hi' is a list of tables, not 3"),
        ({"tool_calls": ["x"]}, "'tool_calls' of the answer to 'Hi' is a list of tables, not ['x']"),
        (
            {"tool_calls": [{"named": "x"}]},
            "a tool call of the answer to 'Hi' has no 'named' (did you mean 'name'?): it may have name, args",
        ),
        ({"tool_calls": [{"args": {}}]}, "a tool call of the answer to 'Hi' lacks 'name', which is a text"),
        ({"structured": "x"}, "'structured' of the answer to 'Hi' is a table, not 'x'"),
        ({"retry_after": "x"}, "'retry_after' of the answer to 'Hi' is a number from 0, not 'x'"),
        ({"first_token": -1}, "'first_token' of the answer to 'Hi' is a number from 0, not -1"),
        ({"cut_after": 1.5}, "'cut_after' of the answer to 'Hi' is a whole number from 0, not 1.5"),
        ({"status": 99}, "'status' of the answer to 'Hi' is that of a failure, from 400 to 599, not 99"),
        (Answer("Hi", status=600), "'status' of the answer to 'Hi' is that of a failure, from 400 to 599, not 600"),
        (lambda prompt, values: Answer(3), "'text' of the answer to 'Hi' is a text, not 3"),  # type: ignore[arg-type]
        (lambda prompt, values: 3, "is a text, a table, an Answer or a function, not int"),
        (lambda prompt, values: print, "returned a function"),
    ],
    ids=[
        "name",
        "type of a number",
        "type of a text",
        "status",
        "failure of an Answer",
        "failure",
        "number",
        "tool calls",
        "type of a tool call",
        "name in a tool call",
        "tool call without a name",
        "type of a structure",
        "type of a number that may be None",
        "number below 0",
        "number that is not whole",
        "status that is none",
        "status of an Answer",
        "function to an Answer that is none",
        "function to a number",
        "function to a function",
    ],
)
def test_what_is_no_answer_is_said_with_what_may_be_written(given: Any, words: str) -> None:
    with pytest.raises(WrongAnswer) as error:
        Answers({"Hi": given}).find("Hi")
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"slot": 1},
            "the model 'llama3' has no 'slot' (did you mean 'slots'?): it may have first_token, per_token, slots, queue",
        ),
        ({"per_token": "fast"}, "'per_token' of the model 'llama3' is a number from 0, not 'fast'"),
        ({"slots": 0.5}, "'slots' of the model 'llama3' is a whole number from 0, not 0.5"),
        (3, "the model 'llama3' is a table, not int"),
    ],
    ids=["name", "type", "whole number", "number"],
)
def test_what_is_no_speed_is_said_with_what_may_be_written(given: Any, words: str) -> None:
    with pytest.raises(WrongTable) as error:
        speeds.speed("llama3", given)
    assert words in str(error.value)


def test_answers_are_added_to_one_model_alone() -> None:
    shared = Answers({"Hi": "Hello!"})
    one, other = Model(shared, {"*": Speed(0, 0)}), Model(shared, {"*": Speed(0, 0)})
    one.answers["Summarise {text}"] = Answer("short")
    one.answers["Hi"] = "Hello again!"
    assert FakeChatModel(server=one).invoke("Summarise all of it").text == "short"
    assert FakeChatModel(server=one).invoke("hi").text == "Hello again!"
    assert FakeChatModel(server=other).invoke("hi").text == "Hello!"
    del one.answers["Hi"]
    assert list(one.answers) == ["Summarise {text}"]
    assert one.answers.match("hi") is None
    assert other.answers.known == ["Hi"]


def test_answers_that_nobody_asked_for_can_be_listed() -> None:
    model = Model({"Hi": "Hello!", "Bye {name}": "Bye!", "Ho": "Ho!"}, {"*": Speed(0, 0)})
    FakeChatModel(server=model).invoke("bye Bob")
    assert model.unused == ["Hi", "Ho"]


def test_a_model_for_readers_says_what_it_is() -> None:
    model = Model.for_readers({"Hi": "Hello!"}, {"llama3": Speed(0, 0)})
    llm = FakeChatModel(server=model, model="gpt-4o")
    assert llm.invoke("Hi").text == "Hello!"
    assert llm.invoke("Who are you?").text == "I am a fake model and know this page's questions alone. You asked: Who are you?"
    assert model.unanswered == ["Who are you?"]


def test_what_is_unknown_may_be_answered_by_a_function() -> None:
    model = Model({}, {"*": Speed(0, 0)}, unknown=lambda prompt: Answer(prompt[::-1]))
    assert FakeChatModel(server=model).invoke("abc").text == "cba"


# -- failures, in this process


async def asked(llm: FakeChatModel, how: str) -> AIMessage:
    return llm.invoke("Hi") if how == "sync" else await llm.ainvoke("Hi")


@pytest.mark.parametrize("how", ["sync", "async"])
@pytest.mark.parametrize(
    ("fields", "error", "outcome"),
    [
        ({"status": 429, "retry_after": 2.0}, ServerError, "error 429"),
        ({"failure": "reset"}, Reset, "Reset"),
        ({"failure": "cut"}, CutOff, "CutOff"),
        ({"failure": "error", "error": "it crashed"}, ServerError, "error 500"),
        ({"failure": "garbage"}, Garbage, "Garbage"),
    ],
)
async def test_a_request_fails_as_often_as_it_is_told(fields: dict[str, Any], error: type, outcome: str, how: str) -> None:
    model = Model({"Hi": Answer("one two three", fails=2, **fields)}, {"*": Speed(0, 0)})
    llm = FakeChatModel(server=model)
    for _ in range(2):
        with pytest.raises(error):
            await asked(llm, how)
    assert (await asked(llm, how)).text == "one two three"
    assert [c.outcome for c in model.calls] == [outcome, outcome, "answered"]


def test_a_cut_comes_after_some_tokens() -> None:
    seen = []
    llm = FakeChatModel(server=Model({"Hi": Answer("one two three", fails=1, failure="cut", cut_after=2)}, {"*": Speed(0, 0)}))
    with pytest.raises(CutOff):
        seen.extend(chunk.text for chunk in llm.stream("Hi"))
    assert seen == ["one ", "two "]


async def test_an_answer_that_never_comes_is_cancelled() -> None:
    model = Model({"Hi": Answer(failure="never", fails=math.inf)}, {"*": Speed(0, 0)})
    task = asyncio.create_task(FakeChatModel(server=model).ainvoke("Hi"))
    while not model.calls or model.calls[0].served is None:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert [c.outcome for c in model.calls] == ["cancelled"]


def test_slow_is_late() -> None:
    model = Model({"Hi": Answer("one", fails=1, failure="slow", slow=60)}, {"*": Speed(0.5, 0)})
    request = Request("any", [Message("user", "Hi")])
    assert [next(model.turn(request)) for _ in range(2)] == [60.5, 0.5]


# -- limits


class Clock:
    """A clock that tests set."""

    now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(speeds, "time", clock)
    return clock


def refused(call: Callable[[], None]) -> RateLimited:
    with pytest.raises(RateLimited) as error:
        call()
    return error.value


def test_requests_a_minute(clock: Clock) -> None:
    limits = Limits(Speed(requests_per_minute=3))
    for _ in range(3):
        limits.admit("gpt", 1)
    error = refused(lambda: limits.admit("gpt", 1))
    assert (error.kind, error.limit, error.used, error.requested, error.retry_after) == ("requests", 3, 3, 1, 20.0)
    clock.now = 19.9
    assert refused(lambda: limits.admit("gpt", 1)).retry_after == pytest.approx(0.1)
    clock.now = 20.0
    limits.admit("gpt", 1)  # who waits as long as he was told is let in
    refused(lambda: limits.admit("gpt", 1))
    clock.now = 80.0
    assert limits.left() == {"requests": (3, 3, 0.0)}
    clock.now = 800.0
    assert limits.left() == {"requests": (3, 3, 0.0)}


def test_tokens_a_minute(clock: Clock) -> None:
    limits = Limits(Speed(requests_per_minute=100, tokens_per_minute=60))
    limits.admit("gpt", 50)
    error = refused(lambda: limits.admit("gpt", 20))
    assert (error.kind, error.limit, error.used, error.requested, error.retry_after) == ("tokens", 60, 50, 20, 10.0)
    assert limits.left() == {"requests": (100, 99, pytest.approx(0.6)), "tokens": (60, 10, 50.0)}
    clock.now = 50.0
    limits.admit("gpt", 1000)  # more than there can ever be is let in when all is there


def test_a_model_without_limits_has_none() -> None:
    model = Model({}, {"free": Speed(), "dear": Speed(requests_per_minute=1)})
    assert model.limits("free") is None
    assert model.limits("dear") is model.limits("dear")
    with pytest.raises(ServerError):
        model.limits("none")


# -- what hardly anybody asks for


def test_a_model_stops_at_its_own_words_unless_it_is_given_others() -> None:
    llm = FakeChatModel(server=Model({"Hi": "one two three"}, {"*": Speed(0, 0)}), stop=["three"])
    assert llm.invoke("Hi").text == "one two "
    assert llm.invoke("Hi", stop=["two"]).text == "one "


def test_each_call_of_a_tool_has_an_identifier_of_its_own() -> None:
    answer = Answer(tool_calls=[{"name": "look"}, {"name": "look"}])
    llm = FakeChatModel(server=Model({"Hi": answer}, {"*": Speed(0, 0)})).bind_tools([{"name": "look", "description": "Look."}])
    assert [call["id"] for call in llm.invoke("Hi").tool_calls] == ["call_1", "call_2"]


def test_a_model_calls_its_tools_as_often_as_it_is_told_to() -> None:
    look: dict[str, Any] = {"tool_calls": [{"name": "look"}], "after_tools": "Seen."}
    server = Model({"Once": look, "Twice": look | {"rounds": 2}, "For ever": look | {"rounds": math.inf}}, {"*": Speed(0, 0)})
    llm = FakeChatModel(server=server).bind_tools([{"name": "look", "description": "Look."}])

    def rounds(question: str) -> int:
        messages: list[BaseMessage] = [HumanMessage(question)]
        for n in range(5):
            messages.append(answer := llm.invoke(messages))
            if not answer.tool_calls:
                assert answer.text == "Seen."
                return n
            messages.append(ToolMessage("nothing", tool_call_id=answer.tool_calls[0]["id"]))
        return 5

    assert [rounds(question) for question in ("Once", "Twice", "For ever")] == [1, 2, 5]


def test_a_vector_has_the_length_one() -> None:
    assert math.hypot(*embed("a rose is a rose")) == pytest.approx(1)
    assert math.hypot(*embed("")) == 0


def test_a_call_that_the_end_of_the_program_ends_is_not_told_as_ended() -> None:
    log = CallLog()
    call = log.begin("model", "Hi", "sync")
    log.end(call, SystemExit())
    assert (call.end, call.outcome) == (None, "")
    log.closed = True
    log.end(call)
    assert (call.end, call.outcome) == (None, "")


def test_modules_that_were_not_there_are_gone_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_ollama", missing := types.ModuleType("langchain_ollama"))
    monkeypatch.delitem(sys.modules, "langchain_openai", raising=False)
    with providers.installed(Model({})):
        assert sys.modules["langchain_ollama"] is not missing
        assert "langchain_openai" in sys.modules
    assert sys.modules["langchain_ollama"] is missing
    assert "langchain_openai" not in sys.modules


@pytest.mark.parametrize("text", ["docs/test-your-own-code.md", "awaited/model/answers.py", "awaited/model/failures.py"])
def test_each_way_to_fail_is_told_where_somebody_looks(text: str) -> None:
    told = (ROOT / text).read_text(encoding="utf-8")
    assert [name for name in get_args(Failure) if f'`"{name}"`' not in told and f"``{name}``" not in told] == []
