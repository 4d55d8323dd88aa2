"""The few places where LangChain itself must be told, or put back.

Calls of tools and retrievers are noted where LangChain makes them: in the base classes. A model's calls are noted by what answers.
"""

import importlib
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import langchain_core.globals
from langchain_core._api import deprecation
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool

from awaited.recording.calls import CallLog, sync_path
from awaited.stage.patches import Patch


def patches(log: CallLog) -> Iterator[Patch]:
    """What notes calls of tools and retrievers in ``log``, and makes each run start with LangChain's own settings."""
    for setting, value in {"_llm_cache": None, "_debug": False, "_verbose": False}.items():
        yield Patch(langchain_core.globals, setting, value, "what one program sets is not for the next")
    if (identifiers := sys.modules.get("langgraph.checkpoint.base.id")) is not None:
        yield Patch(identifiers, "_last_v6_timestamp", None, "identifiers of checkpoints go on from those of an earlier run")
    yield from _pools()
    yield from _deprecations()
    yield Patch(BaseTool, "run", _tool(log, BaseTool.run), "calls of tools are recorded")
    yield Patch(BaseTool, "arun", _atool(log, BaseTool.arun), "calls of tools are recorded")
    yield Patch(BaseRetriever, "invoke", _search(log, BaseRetriever.invoke), "searches are recorded")
    yield Patch(BaseRetriever, "ainvoke", _asearch(log, BaseRetriever.ainvoke), "searches are recorded")


def _deprecations() -> Iterator[Patch]:
    """LangChain says once in the life of a process that something is deprecated; that is once in each run."""
    said: set[str] = set()
    suppressed = deprecation._SUPPRESSING_LANGCHAIN_DEPRECATION_WARNING

    def warn(message: Any, category: Any, stacklevel: int) -> None:
        if suppressed.get() or str(message) not in said:
            if not suppressed.get():
                said.add(str(message))
            warnings.warn(message, category, stacklevel + 1)

    def get() -> bool:
        # What was suppressed is not taken for said. (Since LangChain 1.8, who warns asks, too, and says nothing then.)
        return suppressed.get() if sys._getframe(1).f_code is deprecation.warn_deprecated.__code__ else True

    never_said = SimpleNamespace(get=get, set=suppressed.set, reset=suppressed.reset)
    saying = SimpleNamespace(**vars(warnings) | {"warn": warn})
    for name, value in {"_SUPPRESSING_LANGCHAIN_DEPRECATION_WARNING": never_said, "warnings": saying}.items():
        yield Patch(deprecation, name, value, "it is said once in each run")


def forget_clients() -> None:
    """Let models be made with new clients: langchain_openai keeps those of a process, and their connections, in two caches."""
    module = sys.modules.get("langchain_openai.chat_models._client_utils")
    for name in ("_cached_sync_httpx_client", "_cached_async_httpx_client"):
        if (cached := getattr(module, name, None)) is not None:
            cached.cache_clear()


def _pools() -> Iterator[Patch]:
    """A client that lives longer than a run (made when a module was imported, say) meets each run without connections, as a new one does."""
    for client, name in (("httpx", "httpcore"), ("httpx2", "httpcore2")):  # the second are those of OpenAI's package
        # A client imports its pools when it makes the first one: that may be on the stage. (A web page has a client without any.)
        if client in sys.modules or name in sys.modules:
            with suppress(ModuleNotFoundError):
                yield from _pools_of(importlib.import_module(name))


def _pools_of(httpcore: Any) -> Iterator[Patch]:
    known: dict[int, Any] = {}

    def emptied(pool: Any) -> None:
        if id(pool) not in known:
            known[id(pool)] = pool
            pool._connections, pool._requests = [], []

    def handle_request(pool: Any, request: Any) -> Any:
        emptied(pool)
        return sync(pool, request)

    async def handle_async_request(pool: Any, request: Any) -> Any:
        emptied(pool)
        return await native(pool, request)

    sync, native = httpcore.ConnectionPool.handle_request, httpcore.AsyncConnectionPool.handle_async_request
    why = "connections of another run lead nowhere"
    yield Patch(httpcore.ConnectionPool, "handle_request", handle_request, why)
    yield Patch(httpcore.AsyncConnectionPool, "handle_async_request", handle_async_request, why)


_Method = Callable[..., Any]


def _tool(log: CallLog, original: _Method) -> _Method:
    def run(tool: BaseTool, *args: Any, **kwargs: Any) -> Any:
        with log.noted("tool", tool.name, sync_path()):
            return original(tool, *args, **kwargs)

    return run


def _atool(log: CallLog, original: _Method) -> _Method:
    async def arun(tool: BaseTool, *args: Any, **kwargs: Any) -> Any:
        # Without a coroutine of its own it ends up in a thread, in the function that run() would call.
        threaded = type(tool)._arun is BaseTool._arun or getattr(tool, "coroutine", tool) is None
        with log.noted("tool", tool.name, "thread" if threaded else "native"):
            return await original(tool, *args, **kwargs)

    return arun


def _search(log: CallLog, original: _Method) -> _Method:
    def invoke(retriever: BaseRetriever, query: str, *args: Any, **kwargs: Any) -> Any:
        with log.noted("retriever", query, sync_path()):
            return original(retriever, query, *args, **kwargs)

    return invoke


def _asearch(log: CallLog, original: _Method) -> _Method:
    async def ainvoke(retriever: BaseRetriever, query: str, *args: Any, **kwargs: Any) -> Any:
        # An author who writes no async method gets one that moves the sync one to a thread; the log says so.
        native = type(retriever)._aget_relevant_documents is not BaseRetriever._aget_relevant_documents
        with log.noted("retriever", query, "native" if native else "thread"):
            return await original(retriever, query, *args, **kwargs)

    return ainvoke
