"""Searches of retrievers in the log of calls.

A retriever is asked through ``invoke`` or ``ainvoke`` of its base class. An author who writes no async method gets one that moves the sync
one to a thread; the log says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from awaited.recording.calls import CallLog, sync_path


@contextmanager
def noted(log: CallLog) -> Iterator[None]:
    """Note each search in ``log`` while the context lasts."""
    invoke, ainvoke = BaseRetriever.invoke, BaseRetriever.ainvoke

    def noted_invoke(self: BaseRetriever, query: str, *args: Any, **kwargs: Any) -> list[Document]:
        with log.noted("retriever", query, sync_path()):
            return invoke(self, query, *args, **kwargs)

    async def noted_ainvoke(self: BaseRetriever, query: str, *args: Any, **kwargs: Any) -> list[Document]:
        native = type(self)._aget_relevant_documents is not BaseRetriever._aget_relevant_documents
        with log.noted("retriever", query, "native" if native else "thread"):
            return await ainvoke(self, query, *args, **kwargs)

    BaseRetriever.invoke, BaseRetriever.ainvoke = noted_invoke, noted_ainvoke
    try:
        yield
    finally:
        BaseRetriever.invoke, BaseRetriever.ainvoke = invoke, ainvoke
