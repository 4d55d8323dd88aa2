"""What a library waits for, where asyncio knows but an event, a lock or a future: a connection, a response, a message, work.

Who waits is told by the name of the function and its file, as a debugger would show it: libraries say it nowhere else. A function that is called
otherwise one day is not found, and the wait is told as asyncio's again.
"""

import os


def _client(file: str, kind: str) -> dict[str, str]:
    """Where a function is in the two packages that speak HTTP, with and without await."""
    return {f"{package}/{file.replace('WAY', way)}": kind for package in ("httpcore", "httpcore2") for way in ("async", "sync")}


_WAITS = {
    "wait_for_connection": _client("_WAY/connection_pool.py", "connection"),
    "connect_tcp": {
        f"{package}/_backends/{way}.py": "connect" for package in ("httpcore", "httpcore2") for way in ("anyio", "sync")
    },
    "_receive_response_headers": _client("_WAY/http11.py", "response"),
    "_receive_response_body": _client("_WAY/http11.py", "rest"),
    "send_request": {"mcp/shared/session.py": "response"},
    "receive": {
        "anyio/streams/memory.py": "message",
        "uvicorn/protocols/http/httptools_impl.py": "message",
        "uvicorn/protocols/http/h11_impl.py": "message",
        "uvicorn/protocols/websockets/websockets_sansio_impl.py": "message",
    },
    "get": {"websockets/asyncio/messages.py": "message"},
    "wait": {"langgraph/_internal/_queue.py": "message"},
    "__aiter__": {"langchain_core/tracers/memory_stream.py": "message"},
    "_listen_for_exit_signal": {"sse_starlette/sse.py": "exit"},
    "handler_thread": {"waitress/task.py": "work"},
    "_main_loop": {"apscheduler/schedulers/blocking.py": "work"},
    "poll": {"waitress/wasyncore.py": "work"},
    "run": {"anyio/_backends/_asyncio.py": "work"},
    "_connection_worker_thread": {"aiosqlite/core.py": "work"},
    "run_until_future": {"asgiref/current_thread_executor.py": "elsewhere"},
}
"""By the name of a function: the files that have one which waits, and for what (see ``awaited.recording.words.WAITS``)."""

FUNCTIONS = frozenset({*_WAITS, "__aexit__"})
"""The names of functions that are worth a look: these, and the one in which anyio's group waits for its tasks."""

VAGUE = frozenset({"event", "future", "lock", "queue", "condition", "socket"})
"""What asyncio and threads know of a wait, which says little where a library waits."""


def waits_for(function: str, path: str) -> str:
    """What a function of a library waits for; empty: nothing that is known."""
    files = _WAITS.get(function)
    if files is None:
        return ""
    path = path.replace(os.sep, "/")
    return next((kind for file, kind in files.items() if path.endswith(file)), "")
