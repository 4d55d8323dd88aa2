"""Which chat models are natively async: the looking itself, and what is published of it.

What this environment has of the packages is compared here; ``make test-versions`` compares all of them.
"""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel, SimpleChatModel
from langchain_core.runnables import run_in_executor
from langchain_ollama import ChatOllama

from awaited.model.chat_model import FakeChatModel
from tools.maintain.integrations import COMMUNITY, chat_models, examine, from_json, installed, table, to_json, with_table

DOCS = Path(__file__).parent.parent / "docs"
PUBLISHED = from_json((DOCS / "integrations.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _imported_anew_by_the_next() -> Iterator[None]:
    """A package that warns when it is imported is to warn the snippet that imports it, not this file."""
    yield
    for name in [n for n in sys.modules if n.split(".")[0] == COMMUNITY.replace("-", "_")]:
        del sys.modules[name]


class SyncOnly(SimpleChatModel):
    def _call(self, *args: Any, **kwargs: Any) -> str:
        return ""


class SyncStream(SyncOnly):
    def _stream(self, *args: Any, **kwargs: Any) -> Any:
        yield None


class InItsOwnWords(SyncOnly):
    async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
        return await run_in_executor(None, self._generate, *args, **kwargs)


class InAHelper(SyncOnly):
    async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
        return await self._later(*args)

    async def _later(self, *args: Any) -> Any:
        return await asyncio.to_thread(self._generate, *args)


class Blocking(SyncOnly):
    async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
        return self._generate(*args, **kwargs)


class ParsesInAThread(SyncOnly):
    async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
        answer = await self.client.create()
        return await run_in_executor(None, self.parse, answer)


class Wraps(SyncOnly):
    async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
        if self.remote:
            return await self.llm.client.create()
        return await self.llm._agenerate(*args)


class Streams(SyncStream):
    async def _agenerate(self, *args: Any, **kwargs: Any) -> Any:
        if self.streaming:
            return [chunk async for chunk in self._astream(*args)]
        return await run_in_executor(None, self._generate, *args)

    async def _astream(self, *args: Any, **kwargs: Any) -> Any:
        async for chunk in self.client.stream():
            yield chunk


@pytest.mark.parametrize(
    ("cls", "ainvoke", "stream", "astream"),
    [
        (ChatOllama, "native", "native", "native"),
        (Wraps, "wraps", "none", "none"),
        (FakeChatModel, "native", "native", "native"),
        (FakeListChatModel, "thread", "native", "native"),
        (SyncOnly, "thread", "none", "none"),
        (SyncStream, "thread", "native", "thread"),
        (InItsOwnWords, "thread", "none", "none"),
        (InAHelper, "thread", "none", "none"),
        (Blocking, "blocks", "none", "none"),
        (ParsesInAThread, "native", "none", "none"),
        (Streams, "thread", "native", "native"),
    ],
)
def test_examine(cls: type[BaseChatModel], ainvoke: str, stream: str, astream: str) -> None:
    assert examine(cls) == {"ainvoke": ainvoke, "stream": stream, "astream": astream}


@pytest.mark.parametrize("package", installed())
def test_what_is_installed_here_is_as_published(package: str) -> None:
    published = {i.name: (i.ainvoke, i.stream, i.astream) for i in PUBLISHED if i.package == package}
    seen = {i.name: (i.ainvoke, i.stream, i.astream) for i in chat_models(package)}
    assert seen
    # A class may need a package here that the other environment has.
    assert {name: seen[name] for name in seen if name in published} == {
        name: kinds for name, kinds in published.items() if name in seen
    }
    assert set(seen) <= set(published)


def test_the_page_has_the_table_of_the_data() -> None:
    page = (DOCS / "inside-ainvoke.md").read_text(encoding="utf-8")
    assert with_table(page, PUBLISHED) == page, "nobody edits this table: `make integrations` writes it"


def test_the_data_survives_writing() -> None:
    assert from_json(to_json(PUBLISHED)) == PUBLISHED


def test_a_page_without_a_place_for_the_table() -> None:
    with pytest.raises(ValueError, match="no lines"):
        with_table("# A page\n", PUBLISHED)


def test_the_counts_are_those_of_the_rows() -> None:
    rows = [line for line in table(PUBLISHED).splitlines() if line.startswith("| `")]
    assert len(rows) == len(PUBLISHED)
