"""The providers' classes as the stage sees them: the same names, the same arguments, the fake behind them.

A snippet says ``from langchain_ollama import ChatOllama``, as its reader would. On the stage, the modules that are
named here stand in for the installed ones, so that they need not be installed at all (in a browser they are not).
Arguments that these classes do not know are an error rather than ignored: what a page shows must have an effect.
"""

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from langchain_core.embeddings import Embeddings
from langchain_core.messages import BaseMessage
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr

from awaited.model.chat_model import FakeChatModel, Timing, done_reason
from awaited.model.conversation import Reason, Request, Usage
from awaited.model.memory import duration
from awaited.model.model import Model, ServerError
from awaited.model.vectors import EMBEDDING_SECONDS, embed, label
from awaited.recording.calls import sync_path

_server: Model | None = None


def _current_server() -> Model:
    if _server is None:
        raise RuntimeError("this class works on the stage only: see awaited.stage.stage.Stage")
    return _server


class ResponseError(Exception):
    """``ollama.ResponseError``: the server answered with an error.

    Args:
        error: The server's words.
        status_code: An HTTP status code.
    """

    __module__ = "ollama._types"  # where tracebacks find the original

    def __init__(self, error: str, status_code: int = -1) -> None:
        super().__init__(error)
        self.error = error
        self.status_code = status_code

    def __str__(self) -> str:
        # The wording of ollama's own exception.
        return f"{self.error} (status code: {self.status_code})"


class ChatOllama(FakeChatModel):
    """``langchain_ollama.ChatOllama``."""

    model: str
    server: Model = Field(default_factory=_current_server, exclude=True, repr=False)
    base_url: str | None = None
    format: Any = None
    keep_alive: int | str | None = None
    num_ctx: int | None = None
    num_predict: int | None = None
    reasoning: bool | str | None = None
    seed: int | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    validate_model_on_init: bool = False

    _loop: asyncio.AbstractEventLoop | None = PrivateAttr(None)

    @property
    def _llm_type(self) -> str:
        return "chat-ollama"

    def _request(self, messages: Sequence[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> Request:
        try:
            keep_alive = duration(options.get("keep_alive", self.keep_alive))
        except ValueError as error:
            raise ResponseError(str(error), 400) from None
        limit = self.num_predict if self.num_predict and self.num_predict > 0 else None
        return super()._request(messages, stop, {"format": self.format, "max_tokens": limit, **options, "keep_alive": keep_alive})

    def _error(self, error: ServerError) -> Exception:
        return ResponseError(error.message, error.status)

    def _metadata(self, usage: Usage, reason: Reason, timing: Timing) -> dict[str, Any]:
        now = time.perf_counter_ns()
        return {
            "model": timing.model,
            "created_at": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "done": True,
            "done_reason": done_reason(reason),
            "total_duration": now - timing.start,
            "load_duration": round(timing.request.loaded * 1e9),
            "prompt_eval_count": usage.asked,
            "prompt_eval_duration": timing.first - timing.start,
            "eval_count": usage.answered,
            "eval_duration": now - timing.first,
            "logprobs": None,
            "model_name": timing.model,
            "model_provider": "ollama",
        }

    def _check_client(self) -> None:
        # The real client keeps its connections, and a connection belongs to the loop that opened it: the first use in a
        # later loop trips over the old one, drops it and fails; the next one works.
        loop, self._loop = self._loop, asyncio.get_running_loop()
        if loop is not None and loop is not self._loop and loop.is_closed():
            self._loop = None
            raise RuntimeError("Event loop is closed")


class ChatOpenAI(FakeChatModel):
    """``langchain_openai.ChatOpenAI``."""

    model: str = Field(default="gpt-3.5-turbo", alias="model_name")
    server: Model = Field(default_factory=_current_server, exclude=True, repr=False)
    api_key: SecretStr | None = None
    base_url: str | None = None
    max_retries: int | None = None
    max_tokens: int | None = None
    temperature: float | None = None

    @property
    def _llm_type(self) -> str:
        return "openai-chat"

    def _metadata(self, usage: Usage, reason: Reason, timing: Timing) -> dict[str, Any]:
        return {
            "finish_reason": reason,
            "model_name": timing.model,
            "system_fingerprint": "fp_ollama",
            "model_provider": "openai",
        }


class OllamaEmbeddings(BaseModel, Embeddings):
    """``langchain_ollama.OllamaEmbeddings``: texts that share words get vectors that are close."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    model: str
    server: Model = Field(default_factory=_current_server, exclude=True, repr=False)
    base_url: str | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        with self.server.log.noted("embedding", label(texts), sync_path()):
            time.sleep(EMBEDDING_SECONDS)
        return [embed(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        with self.server.log.noted("embedding", label(texts), "native"):
            await asyncio.sleep(EMBEDDING_SECONDS)
        return [embed(text) for text in texts]

    async def aembed_query(self, text: str) -> list[float]:
        return (await self.aembed_documents([text]))[0]


MODULES: dict[str, dict[str, type]] = {
    "langchain_ollama": {"ChatOllama": ChatOllama, "OllamaEmbeddings": OllamaEmbeddings},
    "langchain_ollama.chat_models": {"ChatOllama": ChatOllama},
    "langchain_openai": {"ChatOpenAI": ChatOpenAI},
    "ollama": {"ResponseError": ResponseError},
}
"""The modules that the stage replaces, and what a snippet can import from them."""


@contextmanager
def installed(server: Model) -> Iterator[None]:
    """Make the provider's modules those of ``MODULES``, with ``server`` behind them."""
    global _server
    missing = object()
    before: dict[str, Any] = {name: sys.modules.get(name, missing) for name in MODULES}
    for name, classes in MODULES.items():
        module = ModuleType(name, f"The stage's {name}.")
        vars(module).update(classes, __path__=[])
        sys.modules[name] = module
    _server = server
    try:
        yield
    finally:
        _server = None
        for name, module in before.items():
            if module is missing:
                del sys.modules[name]
            else:
                sys.modules[name] = module
