"""Errors of LangGraph and of MCP that pages tell of, each with its number and a small program that meets it.

``make test-newest`` runs this once a week with the newest releases. A test that fails says that the error is mended: the page it names is to change then,
and the test to go.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import anyio
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langchain_mcp_adapters.tools import load_mcp_tools
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

from awaited import Stage
from awaited.recording.recording import Recording


def mended(issue: str, page: str) -> str:
    """What a test says when its error is gone."""
    return f"mended upstream: {issue}; change docs/{page}, and take this test away"


def asked(tools: ToolNode) -> tuple[Any, dict[str, Any]]:
    """A graph with these tools alone, and an input that asks for ``look_up`` four times."""
    app = StateGraph(MessagesState).add_node("tools", tools).add_edge(START, "tools").compile()
    calls: list[Any] = [{"name": "look_up", "args": {"n": n}, "id": str(n)} for n in range(4)]
    return app, {"messages": [AIMessage("", tool_calls=calls)]}


@tool
async def look_up(n: int) -> str:
    """Look a number up, for a second."""
    await asyncio.sleep(1)
    return str(n)


@tool("look_up")
def look_up_in_a_thread(n: int) -> str:
    """Look a number up, for a second."""
    time.sleep(1)
    return str(n)


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> Recording:
    """What a program did, in virtual time."""
    with Stage() as stage:
        stage.call(lambda: asyncio.run(main()))
    return stage.recorded_as("upstream")


def seconds(main: Callable[[], Coroutine[Any, Any, None]]) -> float:
    """How long it takes a program that ends well."""
    recording = run(main)
    assert recording.raised == "", recording.output
    return recording.seconds


def test_tool_node_ignores_max_concurrency() -> None:
    async def main() -> None:
        app, question = asked(ToolNode([look_up]))
        await app.ainvoke(question, {"max_concurrency": 2})

    assert seconds(main) == 1.0, mended("langgraph#8517", "langgraph.md, A ToolNode ignores the limit")


def test_sync_wrapper_runs_in_the_loop() -> None:
    async def main() -> None:
        app, question = asked(ToolNode([look_up_in_a_thread], wrap_tool_call=lambda request, execute: execute(request)))
        await app.ainvoke(question)

    assert seconds(main) == 4.0, mended("langgraph#7591", "langgraph.md, Wrappers of a ToolNode")


def test_async_wrapper_is_skipped() -> None:
    async def refuse(request: Any, execute: Callable[[Any], Awaitable[Any]]) -> Any:
        raise PermissionError

    app, question = asked(ToolNode([look_up_in_a_thread], awrap_tool_call=refuse))
    with Stage() as stage:
        answered: list[Any] = []
        stage.call(lambda: answered.append(app.invoke(question)))
    assert len(answered[0]["messages"]) == 5, mended("an async wrapper under invoke()", "langgraph.md, Wrappers of a ToolNode")


def test_put_writes_hangs_in_the_loop() -> None:
    async def main() -> None:
        config: Any = {"configurable": {"thread_id": "1", "checkpoint_ns": "", "checkpoint_id": "1"}}
        async with AsyncSqliteSaver.from_conn_string(":memory:") as saver:
            await saver.setup()
            saver.put_writes(config, [("channel", "value")], "task")

    assert run(main).raised == "Deadlock", mended("langgraph#7857", "langgraph.md, Which checkpointer for which call?")


def test_mcp_server_blocks() -> None:
    server = FastMCP("weather", log_level="ERROR")

    @server.tool()
    def weather() -> str:
        time.sleep(1)
        return "sunny"

    async def main() -> None:
        async with create_connected_server_and_client_session(server) as session:
            tools = await load_mcp_tools(session)
            await asyncio.gather(*(tools[0].ainvoke({}) for _ in range(3)))

    assert seconds(main) == 3.0, mended("modelcontextprotocol/python-sdk#1646", "mcp-tools.md, A server that blocks")


def test_mcp_tools_are_async_only() -> None:
    server = FastMCP("weather", log_level="ERROR")

    @server.tool()
    def weather() -> str:
        return "sunny"

    async def main() -> None:
        async with create_connected_server_and_client_session(server) as session:
            tools: list[Any] = await load_mcp_tools(session)
            functions.append(tools[0].func)

    functions: list[Any] = []
    seconds(main)
    assert functions == [None], mended("langchain-mcp-adapters#29", "mcp-tools.md, and the row of which-one.md")


def how_often_cancelled(start: Callable[[Any], Coroutine[Any, Any, object]]) -> int:
    """How often a node that waits is cancelled, in a graph whose other node may fail.

    Args:
        start: Runs the graph, and ends it.
    """
    times = 0

    async def waits(state: MessagesState) -> None:
        nonlocal times
        for _ in range(3):
            try:
                await asyncio.sleep(5)
                return
            except asyncio.CancelledError:
                times += 1
        raise asyncio.CancelledError

    async def other(state: MessagesState) -> None:
        await asyncio.sleep(1)
        if state["messages"][0].text == "Fail":
            raise ValueError("no pears")

    async def main() -> None:
        graph = StateGraph(MessagesState).add_node("waits", waits).add_node("other", other)
        app = graph.add_edge(START, "waits").add_edge(START, "other").compile()
        with suppress(ValueError):
            await start(app)
        await asyncio.sleep(20)

    run(main)
    return times


def test_the_sibling_of_a_branch_that_fails_is_cancelled_more_than_once() -> None:
    times = how_often_cancelled(lambda app: app.ainvoke({"messages": "Fail"}))
    assert times > 1, mended(
        "no number; LangGraph's runner and its executor cancel both", "langgraph.md, Cancelled, and paid all the same"
    )


def test_who_cancels_as_anyio_does_leaves_a_run_at_work() -> None:
    async def start(app: Any) -> None:
        with anyio.move_on_after(2):
            async for _ in app.astream({"messages": "Wait"}):
                pass

    assert how_often_cancelled(start) == 0, mended("no number", "fastapi-service.md, The stream of an agent goes on")
