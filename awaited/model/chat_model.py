"""The fake chat model: a complete LangChain chat model whose answers come from a ``Model``.

LangChain's own fakes do not serve here: they have no async path of their own, run ``batch`` one by one, or hand out
answers in the order in which calls happen to arrive. This one implements all four paths (``_generate``,
``_agenerate``, ``_stream``, ``_astream``); everything else, ``batch`` and ``abatch`` among it, is LangChain's.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ChatMessage
from langchain_core.messages.ai import UsageMetadata, add_ai_message_chunks
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.output_parsers import BaseCumulativeTransformOutputParser, JsonOutputParser, PydanticOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda, RunnableMap, RunnablePassthrough
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_json_schema, convert_to_openai_tool
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import ConfigDict, Field

from awaited.model.conversation import Chunk, Message, Reason, Request, ToolCall, Usage
from awaited.model.model import Model, ServerError


@dataclass
class Timing:
    """When a request to a model began and when its first token came, in nanoseconds of ``time.perf_counter_ns()``."""

    request: Request
    start: int = field(default_factory=lambda: time.perf_counter_ns())
    first: int = 0

    @property
    def model(self) -> str:
        """The model's name."""
        return self.request.model


class FakeChatModel(BaseChatModel):
    """A chat model for tests and tutorials.

    Its answers are a function of the prompt, its latency is that of the server's model, and every call is noted in
    ``server.calls``.

    Attributes:
        model: The name of one of the server's models.
        server: Where the answers come from.
        stop: Words at which every answer ends.
        temperature: Taken, and without effect: the answers are fixed.
        max_tokens: The largest number of tokens of an answer.
        streaming: Stream inside ``invoke()`` too, so that callbacks see each token.

    Raises:
        UnknownPrompt: When asked something that the server has no answer to.
        ServerError: When the server refuses, or is told to fail.
    """

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)

    model: str = "fake"
    server: Model = Field(exclude=True, repr=False)
    stop: list[str] | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    streaming: bool = False

    @property
    def _llm_type(self) -> str:
        return "fake-chat"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return {
            **super()._get_ls_params(stop=stop, **kwargs),
            "ls_provider": "fake",
            "ls_model_name": kwargs.get("model", self.model),
        }

    def _error(self, error: ServerError) -> Exception:
        """The server's refusal as the exception that the client library would raise."""
        return error

    def _check_client(self) -> None:
        """Called before each async request; a provider's client may refuse to go on."""

    def _metadata(self, usage: Usage, reason: Reason, timing: "Timing") -> dict[str, Any]:
        """What the client library puts into ``response_metadata`` when the answer is complete."""
        return {"model_name": timing.model, "done_reason": done_reason(reason)}

    def _generation(self, given: Chunk, timing: "Timing") -> ChatGenerationChunk:
        timing.first = timing.first or time.perf_counter_ns()
        chunk = _chunk(given)
        if given.usage is not None:
            chunk.response_metadata = self._metadata(given.usage, given.reason, timing)
        return ChatGenerationChunk(message=chunk)

    def _request(self, messages: Sequence[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> Request:
        return Request(
            model=options.get("model", self.model),
            messages=[_message(m) for m in messages],
            tools=options.get("tools", ()),
            tool_choice=options.get("tool_choice") or "",
            format=options.get("format"),
            stop=stop or self.stop or (),
            limit=options.get("max_tokens", self.max_tokens),
            keep_alive=options.get("keep_alive"),
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = []
        for chunk in self._stream(messages, stop, run_manager, **kwargs):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            chunks.append(chunk)
        return _result(chunks)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = []
        async for chunk in self._astream(messages, stop, run_manager, **kwargs):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            chunks.append(chunk)
        return _result(chunks)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        request = self._request(messages, stop, kwargs)
        timing = Timing(request)
        try:
            for chunk in self.server.serve(request):
                yield self._generation(chunk, timing)
        except ServerError as error:
            raise self._error(error) from None

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self._check_client()
        request = self._request(messages, stop, kwargs)
        timing = Timing(request)
        try:
            async with aclosing(self.server.aserve(request)) as chunks:
                async for chunk in chunks:
                    yield self._generation(chunk, timing)
        except ServerError as error:
            raise self._error(error) from None

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[Any, Any]:
        """Offer tools to the model.

        Args:
            tools: Tools, functions, or schemas.
            tool_choice: The name of a tool that must be called, or ``any``.
        """
        return self.bind(tools=[convert_to_openai_tool(t) for t in tools], tool_choice=tool_choice, **kwargs)

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, method: str = "json_schema", include_raw: bool = False, **kwargs: Any
    ) -> Runnable[Any, Any]:
        """Ask for answers that fit a schema.

        Args:
            schema: A Pydantic class, a typed dict, or a JSON schema.
            method: ``json_schema`` (as ChatOllama does by default), or ``function_calling``.
            include_raw: Give the raw message and a parsing error too.
        """
        if method == "function_calling":
            return super().with_structured_output(schema, include_raw=include_raw, **kwargs)
        json_schema = convert_to_json_schema(schema)
        model = self.bind(
            format=json_schema,
            ls_structured_output_format={"kwargs": {"method": method}, "schema": json_schema},
            **kwargs,
        )
        parser: BaseCumulativeTransformOutputParser[Any] = JsonOutputParser()
        if isinstance(schema, type) and is_basemodel_subclass(schema):
            parser = PydanticOutputParser(pydantic_object=schema)
        if not include_raw:
            return model | parser
        raw = RunnableLambda(lambda given: given["raw"]) | parser
        parsed = RunnablePassthrough.assign(parsed=raw, parsing_error=lambda _: None)
        failed = RunnablePassthrough.assign(parsed=lambda _: None)
        return RunnableMap(raw=model) | parsed.with_fallbacks([failed], exception_key="parsing_error")


_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


def _message(given: BaseMessage) -> Message:
    """One of LangChain's messages, as the model's."""
    role = given.role if isinstance(given, ChatMessage) else _ROLES.get(given.type, given.type)
    calls = [ToolCall(c["name"], c["args"], c["id"] or "") for c in getattr(given, "tool_calls", ())]
    return Message(role, given.text, calls)


def _chunk(given: Chunk) -> AIMessageChunk:
    """One piece of an answer, as LangChain's."""
    if given.usage is not None:
        usage = UsageMetadata(input_tokens=given.usage.asked, output_tokens=given.usage.answered, total_tokens=given.usage.total)
        return AIMessageChunk(content="", usage_metadata=usage)
    if given.tool_call is not None:
        call = given.tool_call
        chunk = tool_call_chunk(name=call.name, args=call.arguments, id=call.id, index=given.index)
        return AIMessageChunk(content="", tool_call_chunks=[chunk])
    return AIMessageChunk(content=given.text)


def done_reason(reason: Reason) -> str:
    """Why an answer ended, as Ollama says it."""
    return "length" if reason == "length" else "stop"


def _result(chunks: Sequence[ChatGenerationChunk]) -> ChatResult:
    """The pieces of an answer as one."""
    whole = add_ai_message_chunks(*(chunk.message for chunk in chunks))  # type: ignore[arg-type]  # all are the AI's
    message = AIMessage(
        content=whole.content,
        tool_calls=whole.tool_calls,
        invalid_tool_calls=whole.invalid_tool_calls,
        usage_metadata=whole.usage_metadata,
        response_metadata=whole.response_metadata,
    )
    return ChatResult(generations=[ChatGeneration(message=message)])
