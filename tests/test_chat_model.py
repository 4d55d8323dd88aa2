"""The fake chat model: LangChain's own test suites, and what a tutorial on waiting needs beyond them."""

import asyncio
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests
from pydantic import BaseModel

from awaited.model.chat_model import FakeChatModel
from awaited.model.model import Model, Speed

QUICK = {"another": Speed(0.0, 0.0), "*": Speed(first_token=0.0, per_token=0.0)}


MAGIC = {"tool_calls": [{"name": "magic_function", "args": {"input": 3}}], "after_tools": "It is five in all.", "text": "Five."}
JOKE = {"setup": "Why did the cat wait?", "punchline": "It was purr-allel."}
SUITE_ANSWERS: dict[str, Any] = {
    "What is the value of magic_function(3)? Use the tool.": MAGIC,
    "What is the value of magic_function_no_args()? You must use the tool.": {
        "tool_calls": [{"name": "magic_function_no_args", "args": {}}]
    },
    "What is the value of magic_function_no_args()? Use the tool.": {
        "tool_calls": [{"name": "magic_function_no_args", "args": {}}]
    },
    "Run magic function with input 3 on tool {anything}": MAGIC,
    "What is the weather in San Francisco, CA?": {
        "tool_calls": [{"name": "get_weather", "args": {"location": "San Francisco, CA"}}],
        "after_tools": "It is sunny.",
    },
    "Using the tool, generate a Pirate greeting.": {
        "tool_calls": [{"name": "greeting_generator", "args": {"answer_style": "Pirate"}}]
    },
    "Create a customer named '你好啊集团' (Hello Group) - a Chinese technology company": {
        "tool_calls": [{"name": "unicode_customer", "args": {"customer_name": "你好啊集团", "description": "technology"}}]
    },
    "Create a customer named 'こんにちは株式会社' (Hello Corporation) - a Japanese company": {
        "tool_calls": [{"name": "unicode_customer", "args": {"customer_name": "こんにちは株式会社", "description": "trade"}}]
    },
    "Tell me a joke about cats.": {"text": "A joke. A cat.", "structured": JOKE},
    "{anything}": {"text": "Hello there, I am a chat model in five tokens or so.", "structured": JOKE},
}


class _Suite:
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return FakeChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": "fake", "server": Model(SUITE_ANSWERS, QUICK)}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        # Without those that are about a connection to a provider: there is none.
        return {"temperature": 0, "max_tokens": 100, "stop": []}

    @property
    def supports_model_override(self) -> bool:
        return True

    @property
    def model_override_value(self) -> str:
        return "another"


class TestUnit(_Suite, ChatModelUnitTests):
    """The unit suite of langchain-tests."""


class TestIntegration(_Suite, ChatModelIntegrationTests):
    """The integration suite of langchain-tests."""


class Heard(BaseCallbackHandler):
    """Notes each token."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def on_llm_new_token(self, token: str, **kwargs: Any) -> None:
        self.tokens.append(token)


FIVE = "one two three four five"


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
def test_each_token_is_told_once_and_the_end_with_the_whole_answer(how: str) -> None:
    heard, model = Heard(), FakeChatModel(server=Model({"Hi": FIVE}, QUICK), max_tokens=4)

    def answer(**more: Any) -> AIMessage:
        config: RunnableConfig = {"callbacks": [heard]}
        return asyncio.run(model.ainvoke("Hi", config, **more)) if how == "ainvoke" else model.invoke("Hi", config, **more)

    cut = answer()
    assert heard.tokens == ["one ", "two ", "three ", "four ", ""]
    assert cut.response_metadata == {"model_name": "fake", "done_reason": "length"}
    assert cut.usage_metadata == {"input_tokens": 1, "output_tokens": 4, "total_tokens": 5}
    assert answer(max_tokens=2).text == "one two "
    assert answer(max_tokens=None, model="another").response_metadata == {"model_name": "another", "done_reason": "stop"}


def test_the_last_piece_alone_says_that_it_is_the_last() -> None:
    chunks = list(FakeChatModel(server=Model({"Hi": "one two"}, QUICK)).stream("Hi"))
    assert [chunk.text for chunk in chunks if chunk.text] == ["one ", "two"]
    assert [bool(chunk.response_metadata) for chunk in chunks if chunk.text or chunk.usage_metadata] == [False, False, True]


class Number(BaseModel):
    """A number."""

    value: int


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_an_answer_that_does_not_fit_is_given_with_what_is_wrong(method: str) -> None:
    answers = {
        "right": {"text": "Seven.", "structured": {"value": 7}},
        "wrong": {"text": "Seven.", "structured": {"value": "seven"}},
    }
    model = FakeChatModel(server=Model(answers, QUICK))
    structured = model.with_structured_output(Number, method=method, include_raw=True)
    right, wrong = structured.invoke("right"), structured.invoke("wrong")
    assert (right["parsed"], right["parsing_error"], bool(right["raw"].tool_calls)) == (
        Number(value=7),
        None,
        method != "json_schema",
    )
    assert wrong["parsed"] is None
    assert "value" in str(wrong["parsing_error"])
    assert model.with_structured_output(Number.model_json_schema(), method=method).invoke("right") == {"value": 7}


def test_who_traces_it_is_told_what_is_asked() -> None:
    model, schema = FakeChatModel(server=Model({"Hi": {"structured": {"value": 7}}}, QUICK)), Number.model_json_schema()
    assert (model._llm_type, model._identifying_params) == ("fake-chat", {"model": "fake"})
    told = model._get_ls_params(stop=["x"], model="another")
    assert told.items() >= {"ls_provider": "fake", "ls_model_name": "another", "ls_model_type": "chat", "ls_stop": ["x"]}.items()
    assert model._get_ls_params()["ls_model_name"] == "fake"
    bound = model.with_structured_output(schema).first.kwargs  # type: ignore[attr-defined]
    assert bound["ls_structured_output_format"]["kwargs"] == {"method": "json_schema"}
    assert bound["ls_structured_output_format"]["schema"] == bound["format"]
