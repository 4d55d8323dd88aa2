"""What the model says: prompts that are found however they are typed, answers as they may be written, limits a minute."""

import asyncio
import math
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pytest
from conftest import ROOT
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from awaited import Stage
from awaited.model import providers
from awaited.model import speed as speeds
from awaited.model.answers import Answer, Answers, UnknownPrompt, WrongAnswer
from awaited.model.chat_model import FakeChatModel
from awaited.model.conversation import Message, Request
from awaited.model.failures import Busy, CutOff, Failure, Garbage, RateLimited, Reset, ServerError
from awaited.model.model import NEVER, Model
from awaited.model.speed import Limits, Slots, Speed
from awaited.model.stand_in import go_down
from awaited.model.tables import WrongTable, check
from awaited.model.vectors import embed, label
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


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("who's there", "Who is there?"),
        ("Wheres Bob", "Where is Bob?"),
        ("Hows it made", "How is it made?"),
        ("It's hot, he's ill, and she's here", "It is hot, he is ill, and she is here"),
        ("Why can’t I? I cant, I cannot", "Why can not I? I can not, I can not"),  # codespell:ignore cant
        ("I won't", "I will not"),
        ("Isnt it? It wasn't, and shouldn't", "Is not it? It was not, and should not"),  # codespell:ignore isnt
        ("You're late", "You are late"),
        ("They'll come", "They will come"),
        ("I've seen it", "I have seen it"),
        ("I`m here: `look`", "I am here: 'look'"),
        ("Wait...", "Wait"),
    ],
)
def test_a_short_form_is_the_long_one(short: str, long: str) -> None:
    for known, typed in ((short, long), (long, short), (long, short.upper())):
        assert Answers({known: ""}).match(typed) == (known, {})


def test_a_prompt_that_is_written_out_comes_before_all_others() -> None:
    answers = Answers({"what's {thing}": "", "What is up?": "", "Hi!": "", "Hi?": ""})
    assert answers.match("what's up") == ("What is up?", {}), "though the other one fits it to the letter"
    assert answers.match("Hi?") == ("Hi?", {})
    assert answers.match("hi") == ("Hi!", {}), "the first of equals"
    assert answers.match("what's {thing}") == ("what's {thing}", {"thing": "{thing}"}), (
        "a placeholder stands for its own name, too"
    )
    assert len(answers) == 4


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


def test_an_only_prompt_has_no_others_beside_it() -> None:
    with pytest.raises(UnknownPrompt, match=r"\n  Hi\nAsk one of them, or give the model an answer to yours\.$"):
        Answers({"Hi": ""}).find("Ho")


def test_a_prompt_is_a_text() -> None:
    with pytest.raises(WrongAnswer, match=r"^a prompt is a text, and 3 is none$"):
        Answers({3: "Hello!"})  # type: ignore[dict-item]


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
        (Answer("Hi", failure="explode"), f"has the failure 'explode': there are {', '.join(get_args(Failure))}"),  # type: ignore[arg-type]
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
        (lambda prompt, values: print, "the function that answers 'Hi' returned a function: an Answer or a text is wanted"),
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
    assert str(error.value).endswith(words)


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


@dataclass
class Form:
    """A table with a field of each kind."""

    text: str
    flag: bool = False
    whole: int = 0
    some: float | None = None
    names: Sequence[str] = ()
    rows: Sequence[Mapping[str, int]] = ()
    table: Mapping[str, int] = field(default_factory=dict)
    kind: Literal["one", "two"] = "one"
    error: type = ValueError
    any: Any = None


@pytest.mark.parametrize(
    ("name", "right", "wrong", "words"),
    [
        ("text", ["", "x"], [3, None], "a text"),
        ("flag", [True, False], [0, "true"], "true or false"),
        ("whole", [0, 3], [-1, 1.0, True, "1"], "a whole number from 0"),
        ("some", [0, 0.5, math.inf, None], [-0.1, True, "1"], "a number from 0"),
        ("names", [[], ["x"], ("x", "y")], ["x", b"x", [3], ["x", 3], {}], "a list of texts"),
        ("rows", [[], [{}], [{"x": 1}, {}]], ["x", [3], [{}, 3], [{"x": "1"}]], "a list of tables"),
        ("table", [{}, {"x": 1}], [3, [], {"x": "1"}, {"x": 1, "y": -1}], "a table"),
        ("kind", ["one", "two"], ["three", 1], "one of one, two"),
        ("error", [KeyError], ["x"], "type"),
        ("any", [None, 3, "x"], [], ""),
    ],
)
def test_a_field_of_a_table_is_what_its_annotation_says(name: str, right: list[Any], wrong: list[Any], words: str) -> None:
    for value in right:
        check("it", {"text": "", name: value}, Form)
    for value in wrong:
        with pytest.raises(WrongTable) as error:
            check("it", {"text": "", name: value}, Form)
        assert str(error.value) == f"{name!r} of it is {words}, not {value!r}"


@pytest.mark.parametrize("given", [{}, {"flag": True}])
def test_a_table_lacks_what_has_no_default(given: dict[str, Any]) -> None:
    with pytest.raises(WrongTable, match=r"^it lacks 'text', which is a text$"):
        check("it", given, Form)


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
    ("fields", "error", "outcome", "words"),
    [
        ({"status": 429, "retry_after": 2.0}, ServerError, "error 429", "too many requests"),
        ({"failure": "reset"}, Reset, "Reset", "the connection is reset"),
        ({"failure": "cut"}, CutOff, "CutOff", "the connection breaks in mid-answer"),
        ({"failure": "error", "error": "it crashed"}, ServerError, "error 500", "it crashed"),
        ({"failure": "garbage"}, Garbage, "Garbage", "what comes is no answer"),
    ],
)
async def test_a_request_fails_as_often_as_it_is_told(
    fields: dict[str, Any], error: type, outcome: str, words: str, how: str
) -> None:
    model = Model({"Hi": Answer("one two three", fails=2, **fields)}, {"*": Speed(0, 0)})
    llm = FakeChatModel(server=model)
    for _ in range(2):
        with pytest.raises(error, match=f"^{words}$"):
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


@pytest.mark.parametrize("status", [400, 599])
def test_a_failure_has_any_status_of_one(status: int) -> None:
    assert Answers({"Hi": {"status": status}}).find("Hi")[0].status == status


TOOLS = [{"function": {"name": name}} for name in ("look", "see")]


@pytest.mark.parametrize(
    ("fields", "request_fields", "seconds"),
    [
        ({}, {}, 2.0),
        ({"first_token": 0, "per_token": 0.25}, {}, 0.5),
        ({"text": ""}, {}, 1.0),
        ({}, {"limit": 2}, 1.5),
        ({}, {"stop": ["two"]}, 1.0),
        ({"structured": {"value": 7}}, {"format": "json"}, 1.5),
        ({"fails": 1}, {}, 1.0),
        ({"fails": 1, "failure": "never"}, {}, 1.0),
        ({"fails": 1, "failure": "slow"}, {}, 62.0),
        ({"fails": 1, "failure": "slow", "slow": 5}, {}, 7.0),
        ({"fails": 1, "failure": "cut", "cut_after": 2}, {}, 1.5),
        ({"fails": 1, "failure": "error", "cut_after": 9}, {}, 2.0),
        ({"tool_calls": [{"name": "look"}, {"name": "see"}]}, {"tools": TOOLS}, 1.5),
    ],
)
def test_what_changes_the_pace_of_an_answer_knows_how_long_it_takes(
    fields: dict[str, Any], request_fields: dict[str, Any], seconds: float
) -> None:
    """An order that lets an answer end at another moment asks for that; then all of the answer takes so many times as long."""
    asked: list[tuple[str, float]] = []

    def twice(prompt: str, seconds: float) -> float:
        asked.append((prompt, seconds))
        return 2.0

    model = Model({"Hi": Answer(**{"text": "one two three", **fields})}, {"*": Speed(1.0, 0.5)})
    model.pace = twice
    waits: list[float] = []
    with suppress(ServerError, CutOff):
        for step in model.turn(Request("any", [Message("user", "Hi")], **request_fields)):
            if step is NEVER:
                break
            if isinstance(step, float):
                waits.append(step)
    assert asked == [("Hi", seconds)]
    assert sum(waits) == 2 * seconds


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
    assert str(error) == "3 requests a minute are used up, try again in 20.000 s"
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


def test_of_what_is_overdrawn_nothing_is_left(clock: Clock) -> None:
    limits = Limits(Speed(requests_per_minute=2, tokens_per_minute=600))
    limits.admit("gpt", 1000)
    assert limits.left() == {"requests": (2, 1, 30.0), "tokens": (600, 0, 100.0)}


async def test_a_place_that_is_given_to_who_has_just_given_up_goes_on_to_the_next() -> None:
    slots = Slots(1, 2)
    await slots.aacquire()
    gives_up, next_one = (asyncio.create_task(slots.aacquire()) for _ in range(2))
    await asyncio.sleep(0)
    slots.release()
    gives_up.cancel()
    await asyncio.wait_for(next_one, 5)
    assert gives_up.cancelled()
    queued = [asyncio.create_task(slots.aacquire()) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="maximum pending requests exceeded"):
        await slots.aacquire()
    for _ in range(3):
        slots.release()
    await asyncio.gather(*queued)
    assert not slots._waiting


def test_a_server_is_not_there_from_one_second_to_another() -> None:
    seen: list[tuple[float, str]] = []

    class Server:
        async def stop_listening(self) -> None:
            seen.append((round(asyncio.get_running_loop().time() - began, 3), "down"))

        async def listen_again(self) -> None:
            seen.append((round(asyncio.get_running_loop().time() - began, 3), "up"))

    async def main(since: float) -> None:
        nonlocal began
        began = asyncio.get_running_loop().time()
        await go_down(Server(), [(1.0, 2.0), (4.0, 6.5)], since)  # type: ignore[arg-type]

    began = 0.0
    with Stage(Model({})) as stage:
        for since in (0.0, 2.0, 5.0):
            stage.call(lambda since=since: asyncio.run(main(since)))
    whole = [(1.0, "down"), (2.0, "up"), (4.0, "down"), (6.5, "up")]
    assert seen == [*whole, (2.0, "down"), (4.5, "up"), (0.0, "down"), (1.5, "up")]


def test_a_model_without_limits_has_none() -> None:
    model = Model({}, {"free": Speed(), "dear": Speed(requests_per_minute=1)})
    assert model.limits("free") is None
    assert model.limits("dear") is model.limits("dear:latest") is not None
    with pytest.raises(ServerError):
        model.limits("none")


async def test_a_model_takes_on_as_much_as_was_said_last() -> None:
    model = Model({"Hi": "Hello!"}, {"llama3": Speed(0, 0, slots=1, requests_per_minute=1)})
    llm = FakeChatModel(model="llama3", server=model)

    async def outcomes() -> list[str]:
        return [
            type(given).__name__ for given in await asyncio.gather(*(llm.ainvoke("Hi") for _ in range(2)), return_exceptions=True)
        ]

    assert await outcomes() == ["AIMessage", "RateLimited"]
    model.set_speed("llama3", Speed(0, 0, requests_per_minute=2))
    assert await outcomes() == ["AIMessage", "AIMessage"]
    assert await outcomes() == ["RateLimited", "RateLimited"]
    model.set_speed("llama3", Speed(0, 0))
    assert await outcomes() == ["AIMessage", "AIMessage"]
    model.set_speed("llama3", Speed(0, 0, slots=1, queue=0))
    assert await outcomes() == ["AIMessage", "Busy"]


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


def test_a_prompt_s_words_stand_wherever_an_answer_names_them() -> None:
    args = {"where": {"cities": ["{one}", "{two}"], "near": "{one}, {three}"}, "days": 3, "sure": None}
    answers = {
        "From {one} to {two}": {"tool_calls": [{"name": "look", "args": args}], "structured": args, "text": "{two}, {three}"}
    }
    llm = FakeChatModel(server=Model(answers, {"*": Speed(0, 0)}))
    filled = {"where": {"cities": ["Rome", "Oslo"], "near": "Rome, {three}"}, "days": 3, "sure": None}
    (call,) = llm.bind_tools([{"name": "look", "description": "Look."}]).invoke("From Rome to Oslo").tool_calls
    assert call["args"] == filled
    assert (
        llm.with_structured_output({"title": "where", "description": "", "type": "object"}).invoke("From Rome to Oslo") == filled
    )
    assert llm.invoke("From Rome to Oslo").text == "Oslo, {three}"


def test_a_model_remembers_only_what_it_is_told_again() -> None:
    answer = {"text": "Ada.", "without_history": "Who are you?", "tool_calls": [{"name": "look"}], "after_tools": "Seen: Ada."}
    llm = FakeChatModel(server=Model({"My name?": answer}, {"*": Speed(0, 0)}))
    earlier = [HumanMessage("I am Ada."), AIMessage("Hello.")]
    assert [llm.invoke([*before, HumanMessage("My name?")]).text for before in ([], earlier[:1], earlier)] == [
        "Who are you?",
        "Who are you?",
        "Ada.",
    ]
    called = [
        HumanMessage("My name?"),
        AIMessage("", tool_calls=[{"name": "look", "args": {}, "id": "1"}]),
        ToolMessage("Ada", tool_call_id="1"),
    ]
    with_tools = llm.bind_tools([{"name": "look", "description": "Look."}])
    assert with_tools.invoke(called).text == "Seen: Ada."
    assert len(with_tools.invoke([*called, AIMessage("Seen: Ada."), HumanMessage("My name?")]).tool_calls) == 1, "it looks anew"


def test_a_conversation_without_a_user_asks_with_its_last_words() -> None:
    llm = FakeChatModel(server=Model({"Hi": "Hello!", "Be brief.": "Yes."}, {"*": Speed(0, 0)}))
    assert llm.invoke([("system", "Be kind."), ("system", " Be brief. ")]).text == "Yes."
    assert llm.invoke([("system", "Be brief."), ("human", "Hi\n"), ("ai", "Hm?")]).text == "Hello!"


def test_a_run_begins_with_the_same_model_at_its_beginning() -> None:
    model = Model({"Hi": Answer("Hello!", fails=1)}, {"llama3": Speed(0, 0)}, unknown=str.upper, api_key="key", outages=[(1, 2)])
    with pytest.raises(ServerError):
        FakeChatModel(model="llama3", server=model).invoke("Hi")
    log = CallLog()
    anew = model.for_run(log)
    assert (anew.models, anew.api_key, anew.outages, anew.unknown) == (model.models, "key", ((1, 2),), str.upper)
    with pytest.raises(ServerError, match="the server is overloaded"):
        FakeChatModel(model="llama3", server=anew).invoke("Hi")
    assert FakeChatModel(model="llama3", server=anew).invoke("ho").text == "HO"
    assert [call.outcome for call in log.calls] == ["error 503", "answered"]
    assert (anew.unanswered, model.unanswered) == (["ho"], [])


def test_a_model_for_readers_is_as_fast_as_the_first_of_its_models() -> None:
    model = Model.for_readers({}, {"gone": None, "llama3": Speed(1, 2), "small": Speed(3, 4)})
    assert [model.spec(name) for name in ("gpt", "small:latest")] == [("*", Speed(1, 2)), ("small", Speed(3, 4))]
    with pytest.raises(ServerError, match="model 'gone' not found"):
        model.spec("gone")
    assert Model.for_readers({}, {}).spec("any") == ("*", Speed())


def test_a_vector_has_the_length_one() -> None:
    assert math.hypot(*embed("a rose is a rose")) == pytest.approx(1)
    assert math.hypot(*embed("")) == 0
    assert embed("A rose!") == embed("rose, a") != embed("a nose")


def test_many_texts_are_called_by_their_number() -> None:
    assert [label(texts) for texts in (["a rose"], ["a rose", "b"], [])] == ["a rose", "2 texts", "0 texts"]


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
