"""The fake chat model: LangChain's own test suites, and what a tutorial on waiting needs beyond them."""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

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
