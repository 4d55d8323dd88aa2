"""MCP servers that are processes, as clients start them: what the stage cannot have, and the page "MCP tools" says of it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

Ask = Callable[..., subprocess.CompletedProcess[str]]

CLIENT = """
import asyncio, sys

from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools

client = MultiServerMCPClient({"lab": {"transport": "stdio", "command": sys.argv[1], "args": sys.argv[2:]}})


async def one_call_each():
    [tool] = await client.get_tools()
    return [(await tool.ainvoke({}))[0]["text"] for _ in range(2)]


async def kept():
    async with client.session("lab") as session:
        [tool] = await load_mcp_tools(session)
        return [(await tool.ainvoke({}))[0]["text"] for _ in range(2)]


async def main():
    print(len(set(await one_call_each())), "processes,", len(set(await kept())), "if it is kept")


asyncio.run(main())
"""

LATE = """
import asyncio, pathlib, sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main():
    async with stdio_client(StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])) as streams:
        while not pathlib.Path("gone").exists():
            await asyncio.sleep(0.01)
        async with ClientSession(*streams) as session:
            await session.initialize()


asyncio.run(main())
"""

SERVER = """
import os

from mcp.server.fastmcp import FastMCP

server = FastMCP("lab", log_level="CRITICAL")


@server.tool()
async def process() -> str:
    return str(os.getpid())


server.run()
"""


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    (tmp_path / "client.py").write_text(CLIENT, encoding="utf-8")
    (tmp_path / "late.py").write_text(LATE, encoding="utf-8")
    (tmp_path / "server.py").write_text(SERVER, encoding="utf-8")

    def ask(*command: str, client: str = "client.py") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        words = [sys.executable, client, *command]
        return subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)

    return ask


def test_a_process_for_each_session(ask: Ask) -> None:
    """One to ask what there is, and one for each call; the kept session has one for all."""
    assert ask(sys.executable, "server.py").stdout == "2 processes, 1 if it is kept\n"


@pytest.mark.parametrize("program", ["print('Ready.')", "raise SystemExit(1)"])
def test_a_server_that_is_none(ask: Ask, program: str) -> None:
    """It reads the first question, and then it ends, or says what is no answer."""
    run = ask(sys.executable, "-c", f"input(); {program}")
    assert "mcp.shared.exceptions.McpError: Connection closed" in run.stderr
    assert "ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)" in run.stderr


def test_a_server_that_has_ended_before_it_is_asked(ask: Ask) -> None:
    """Whether it is gone when the first question is written is a race; this client waits until it is."""
    run = ask(sys.executable, "-c", "import os; os.close(0); os.close(1); open('gone', 'w')", client="late.py")
    assert "ConnectionResetError: Connection lost" in run.stderr
    assert "anyio.BrokenResourceError" in run.stderr


def test_a_command_that_is_nowhere(ask: Ask) -> None:
    run = ask("no-such-program")
    assert run.stderr.splitlines()[-1] == "FileNotFoundError: [Errno 2] No such file or directory: 'no-such-program'"
